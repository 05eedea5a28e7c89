import { beforeAll, describe, expect, it } from "vitest";
import { useEmbedded } from "../store/sql/testing/engines.ts";
import { type DescribedOperation, type Harness, makeHarness } from "./testing/harness.ts";

const BELOW = { owner: "admin", admin: "developer", developer: "viewer" } as const;
const ROLES = ["owner", "admin", "developer", "viewer", "user", "account", "anyone"];
const WITH_BODY = ["post", "put", "patch"];

/** Read from the published document, so that a new route is tested the day it is added. */
describe("every route's role", () => {
  const engine = useEmbedded();
  let api: Harness;
  let routes: readonly { readonly name: string; readonly operation: DescribedOperation; readonly path: string }[];
  beforeAll(async () => {
    api = await makeHarness(engine);
    const { body } = await api.call("/openapi.json");
    const { organizationId, projectId } = api.first;
    const { id } = await api.store.db.selectFrom("api_keys").select("id").executeTakeFirstOrThrow();
    const ids: Readonly<Record<string, string>> = {
      organizations: organizationId,
      projects: projectId,
      "api-keys": id,
    };
    routes = Object.entries(body.paths).flatMap(([template, operations]) => {
      const own = template.replace("/api/v1", "");
      const path = own.replace(/([\w-]+)\/\{\w+\}/g, (_, kind: string) => `${kind}/${ids[kind] ?? "missing_1"}`);
      return Object.entries(operations).map(([method, operation]) => ({ name: `${method} ${own}`, operation, path }));
    });
    expect(routes.length).toBeGreaterThan(60);
  });

  const methodOf = (name: string): string => name.slice(0, name.indexOf(" "));
  const ask = (name: string, path: string, token: string, body: object = {}) => {
    const method = methodOf(name);
    return api.call(path, { method: method.toUpperCase(), token, ...(WITH_BODY.includes(method) ? { body } : {}) });
  };

  it("is declared, and who declares none needs no session", () => {
    for (const { name, operation } of routes) {
      expect(ROLES, name).toContain(operation["x-role"]);
      expect([name, operation["x-role"] === "anyone"]).toEqual([name, operation.security === undefined]);
    }
  });

  it("403: the role just below it", async () => {
    const tokens = new Map<string, string>();
    for (const role of Object.values(BELOW)) tokens.set(role, (await api.member(role)).token);
    let tried = 0;
    for (const { name, operation, path } of routes) {
      const below = BELOW[operation["x-role"] as keyof typeof BELOW];
      if (below === undefined) continue;
      const { status, body } = await ask(name, path, tokens.get(below) ?? "");
      expect([name, below, status, body.code]).toEqual([name, below, 403, "permission_denied"]);
      tried += 1;
    }
    expect(tried).toBeGreaterThan(30);
  });

  it("400: members that no body has are refused by name, and change nothing", async () => {
    const token = await api.signIn();
    let tried = 0;
    for (const { name, operation, path } of routes) {
      if (operation.requestBody === undefined) continue;
      const { status, body } = await ask(name, path, token, { isAdmin: true, organization_id: "org_x", __proto: 1 });
      // A path to something that is not there may be refused first.
      if (status === 404 && path.includes("missing_1")) continue;
      expect([name, status, body.code]).toEqual([name, 400, "invalid_parameters"]);
      expect(JSON.stringify(body.details), name).toContain("isAdmin");
      tried += 1;
    }
    expect(tried).toBeGreaterThan(15);
  });
});
