import { beforeAll, describe, expect, it } from "vitest";
import { useEmbedded } from "../../store/sql/testing/engines.ts";
import { type Harness, type Member, makeHarness } from "../testing/harness.ts";
import type { CheckIam } from "./iam-check-routes.ts";

interface Said {
  readonly code: string;
  readonly iamCheck: unknown;
}

describe("trying IAM rules", () => {
  const engine = useEmbedded();
  const models = [{ model: "mock/echo", connected: true, allowed: false, rule: "rule 1 (deny models)" }];
  const rules = [{ effect: "deny", on: "models", values: ["mock/*"] }];
  const asked: Parameters<CheckIam>[] = [];
  let api: Harness;
  let viewer: Member;
  let other: Member;
  beforeAll(async () => {
    const checkIam: CheckIam = (...given) => {
      asked.push(given);
      return models;
    };
    api = await makeHarness(engine, { checkIam });
    viewer = await api.member("viewer");
    other = await api.otherTenant();
  });
  const check = (token: string | undefined, body: object) =>
    api.call<Said>("/api-keys/iam-check", { body, ...(token === undefined ? {} : { token }) });

  it("200: what the data plane says of them, for the project's own connections", async () => {
    const { organizationId, projectId } = api.first;
    const { status, body } = await check(viewer.token, { projectId, iam: rules });
    expect([status, body]).toEqual([200, { iamCheck: { models } }]);
    expect(asked.at(-1)).toEqual([rules, { organizationId, projectId, projectMode: "hybrid" }]);
  });

  it("400: rules that no key could have", async () => {
    const { projectId } = api.first;
    const { status, body } = await check(viewer.token, { projectId, iam: [{ effect: "allow", on: "pricing" }] });
    expect([status, body.code]).toEqual([400, "invalid_parameters"]);
  });

  it("401 without a session, 404 for another organization's project", async () => {
    const { projectId } = api.first;
    expect((await check(undefined, { projectId, iam: rules })).status).toBe(401);
    expect((await check(other.token, { projectId, iam: rules })).status).toBe(404);
  });

  it("answers with nothing where there is no data plane", async () => {
    const alone = await makeHarness(engine);
    const body = { projectId: alone.first.projectId, iam: [] };
    const { body: said } = await alone.call<Said>("/api-keys/iam-check", { token: await alone.signIn(), body });
    expect(said).toEqual({ iamCheck: { models: [] } });
  });
});
