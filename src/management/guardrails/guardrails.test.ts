import type { z } from "@hono/zod-openapi";
import { beforeAll, expect, it } from "vitest";
import { describeOnEngines } from "../../store/sql/testing/engines.ts";
import { type Talk, talkAs } from "../projects/testing/talk.ts";
import { type Harness, type Member, makeHarness } from "../testing/harness.ts";
import type { guardrailTestAnswer, guardrailTypesAnswer } from "./schema.ts";

type Tested = z.output<typeof guardrailTestAnswer> & { readonly code: string; readonly details: { path: string }[] };

const KEYWORDS = { name: "words", type: "keywords", behavior: "redact", parameters: { values: ["Falcon"] } };
const BLOCK = {
  ...{ name: "cards", type: "pii", where: "input", response_message: "No cards, please." },
  parameters: { types: ["CREDIT_CARD"] },
};

describeOnEngines("guardrails", (engine) => {
  let api: Harness;
  let owner: Talk;
  let settings: string;
  let projectId: string;
  let other: Member;
  beforeAll(async () => {
    api = await makeHarness(engine);
    owner = talkAs(api, await api.signIn());
    settings = `/organizations/${api.first.organizationId}/settings`;
    other = await api.otherTenant();
    projectId = (await owner.post("/projects", { name: "Guarded", guardrails: [KEYWORDS] }, 201)).project.id;
  });
  const test = async (body: object, token?: string) =>
    await api.call<Tested>("/guardrails/test", { method: "POST", body, token: token ?? (await api.signIn()) });

  it("200: are kept with their defaults, in settings and projects, and reach the data plane", async () => {
    const { settings: after } = await owner.patch(settings, { guardrails: [BLOCK] });
    expect(after.guardrails).toEqual([
      { ...BLOCK, behavior: "block", enabled: true, parameters: { types: ["CREDIT_CARD"] } },
    ]);
    const { project } = await owner.get(`/projects/${projectId}`);
    expect(project.guardrails).toEqual([
      { ...KEYWORDS, where: "io", enabled: true, parameters: { values: ["Falcon"], ignore_case: true } },
    ]);
    expect((await owner.patch(`/projects/${projectId}`, { name: "Renamed" })).project.guardrails).toHaveLength(1);
    expect((await owner.patch(`/projects/${projectId}`, { guardrails: null })).project.guardrails).toEqual([]);
    await owner.patch(`/projects/${projectId}`, { guardrails: [KEYWORDS] });
  });

  it("200: a dry run tries the organization's and the project's", async () => {
    await owner.patch(settings, { pii: { pii_detection_enabled: true }, guardrails: [BLOCK] });
    const { status, body } = await test({ projectId, text: "Falcon: a@example.com" });
    expect(status).toBe(200);
    expect(body.test).toMatchObject({
      verdict: "pass",
      message: null,
      texts: [{ path: "text", text: "<REDACTED>: <EMAIL>", changed: true }],
      skipped: [],
    });
    expect(body.test.findings).toEqual([
      { guardrail: "pii", type: "email", path: "text", start: 8, end: 21 },
      { guardrail: "words", type: "keywords", path: "text", start: 0, end: 6 },
    ]);
    const refused = await test({ messages: [{ role: "user", content: "4111 1111 1111 1111" }], guardrails: [BLOCK] });
    expect(refused.body.test).toMatchObject({
      verdict: "block",
      message: "No cards, please.",
      texts: [{ path: "messages[0].content", changed: false }],
    });
    await owner.patch(settings, { pii: null, guardrails: null });
  });

  it("200: names the judges and services that a dry run does not ask", async () => {
    const judge = {
      name: "j",
      type: "judge",
      parameters: { prompt_ref: "toxicity_check.md", model_id: "gpt-4o-mini" },
    };
    expect((await test({ text: "hi", guardrails: [judge] })).body.test.skipped).toEqual(["j"]);
  });

  it("200: lists the types with their parameters", async () => {
    const { body } = await api.call<z.output<typeof guardrailTypesAnswer>>("/guardrails/types", {
      token: await api.signIn(),
    });
    expect(body.types.map(({ type }) => type)).toContain("prompt_injection");
    expect(body.types.find(({ type }) => type === "presidio_anonymizer")?.behaviors).toEqual(["redact"]);
    expect(body.types.find(({ type }) => type === "regex")?.parameters).toMatchObject({ required: ["values"] });
    expect(body.piiTypes.filter((one) => one.default).map(({ type }) => type)).toEqual([
      "email",
      "phone",
      "ssn",
      "credit_card",
      "api_key",
    ]);
  });

  const REFUSED: readonly [object[], string][] = [
    [[{ name: "a", type: "regex", parameters: { values: ["ok", "(?=x)"] } }], "guardrails[0].parameters.values[1]"],
    [[{ name: "a", type: "pii", parameters: { types: ["shoe_size"] } }], "guardrails[0].parameters.types[0]"],
    [[KEYWORDS, KEYWORDS], "guardrails[1].name"],
    [[{ ...KEYWORDS, type: "unknown" }], "guardrails[0].type"],
    [[{ ...KEYWORDS, behaviour: "block" }], "guardrails[0].behaviour"],
    [[{ ...KEYWORDS, parameters: { values: ["a"], threshold: 1 } }], "guardrails[0].parameters.threshold"],
    [[{ ...KEYWORDS, behavior: "tokenize", where: "output" }], "guardrails[0].behavior"],
    [[{ name: "a", type: "topics", behavior: "redact", parameters: { topics: [] } }], "guardrails[0].behavior"],
    [[{ name: "a", type: "judge", parameters: { model_id: "m" } }], "guardrails[0].parameters.prompt_ref"],
    [[{ name: "", type: "prompt_injection" }], "guardrails[0].name"],
    [Array.from({ length: 51 }, (_each, at) => ({ ...KEYWORDS, name: `n${at}` })), "guardrails"],
  ];

  it.each(REFUSED.map(([list, path]) => ({ list, path })))("400: names $path", async ({ list: guardrails, path }) => {
    for (const answer of [
      await owner.patch(settings, { guardrails }, 400),
      await owner.patch(`/projects/${projectId}`, { guardrails }, 400),
    ]) {
      expect(answer.code).toBe("invalid_parameters");
      expect(answer.details.map((each) => each.path)).toContain(path);
    }
  });

  it("400: a service at a private address", async () => {
    const guardrails = [{ name: "h", type: "http", parameters: { url: "https://169.254.169.254/latest" } }];
    expect((await owner.patch(settings, { guardrails }, 400)).param).toBe("guardrails[0].parameters.url");
    expect((await owner.patch(`/projects/${projectId}`, { guardrails }, 400)).param).toBe(
      "guardrails[0].parameters.url",
    );
    await owner.post("/projects", { name: "Private", guardrails }, 400);
  });

  it("400: a dry run without a text, or with two", async () => {
    expect((await test({})).status).toBe(400);
    expect((await test({ text: "a", messages: [{ role: "user", content: "b" }] })).status).toBe(400);
  });

  it("404: another organization's project; 403: a viewer; 401: nobody", async () => {
    expect((await test({ projectId, text: "a" }, other.token)).status).toBe(404);
    expect((await test({ organizationId: api.first.organizationId, text: "a" }, other.token)).status).toBe(404);
    expect((await test({ text: "a" }, (await api.member("viewer")).token)).status).toBe(403);
    expect((await test({ text: "a" }, (await api.member("developer")).token)).status).toBe(200);
    expect((await api.call("/guardrails/test", { method: "POST", body: { text: "a" } })).status).toBe(401);
    expect((await api.call("/guardrails/types")).status).toBe(401);
  });
});
