import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fail } from "../../errors/gateway-error.ts";
import { useEmbedded } from "../../store/sql/testing/engines.ts";
import type { Harness } from "../testing/harness.ts";
import type { ConfigGenerator } from "./generate-config.ts";
import { type GeneratorMessage, yamlIn } from "./generator-prompt.ts";
import { type ConfigTalk, configHarness, configTalk, freshProject } from "./testing/talk.ts";

describe("help with writing configurations", () => {
  const engine = useEmbedded();
  let api: Harness;
  let owner: ConfigTalk;
  let projectId = "";
  /** What the model answers, one after the other; the last again and again. */
  let answers: (string | Error)[] = [];
  let asked: { readonly model: string; readonly messages: readonly GeneratorMessage[]; readonly projectId: string }[] =
    [];
  const generator: ConfigGenerator = {
    model: "mock/writer",
    ask(model, messages, place) {
      asked.push({ model, messages: [...messages], projectId: place.projectId });
      const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? "";
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
  beforeAll(async () => {
    api = await configHarness(engine, generator);
    owner = configTalk(api, await api.signIn());
  });
  beforeEach(async () => {
    projectId = await freshProject(owner);
    asked = [];
    api.clock.nowMs += 3_600_000;
  });
  const generate = (status: number, body: object = { description: "One route" }) =>
    owner.say("POST", `/projects/${projectId}/configs/generate`, status, body);
  const importing = (status: number, body: object) =>
    owner.say("POST", `/projects/${projectId}/configs/import`, status, body);

  it("200: gives templates, each of which can be a draft", async () => {
    const { templates } = await owner.say("GET", `/projects/${projectId}/configs/templates`, 200);
    expect(templates).toEqual([{ id: "one", title: "One", description: "One route", yaml: "route a" }]);
  });

  it("200: imports into a draft, with what could not be carried over", async () => {
    const made = (await importing(200, { format: "litellm", text: "route a" })).import;
    expect(made).toMatchObject({
      config: { version: 1, state: "DRAFT", yaml: "route a", message: "Imported from litellm" },
      report: [{ path: "litellm", reason: "was not carried" }],
      errors: [],
      missingSecrets: [],
    });
  });

  it("200: gives the text and no draft while secrets are missing; then the draft", async () => {
    const body = { format: "portkey", text: "route a\nsecret KEY" };
    const first = (await importing(200, body)).import;
    expect([first.config, first.yaml, first.missingSecrets]).toEqual([null, body.text, ["KEY"]]);
    expect(first.errors).toHaveLength(1);
    expect((await owner.say("GET", `/projects/${projectId}/configs`, 200)).configs).toEqual([]);
    await owner.say("PUT", `/projects/${projectId}/secrets/KEY`, 200, { value: "v" });
    expect((await importing(200, body)).import.config).toMatchObject({ version: 1 });
  });

  it("200: says that nothing could be made of a text; 400: a format that is not known", async () => {
    const { import: made } = await importing(200, { format: "litellm", text: "nonsense" });
    expect(made).toMatchObject({ config: null, yaml: null, report: [{ reason: "nothing is left" }] });
    await importing(400, { format: "nginx", text: "x" });
  });

  it("200: generates, and stores nothing", async () => {
    answers = ["Here it is:\n```yaml\nroute a\nsecret KEY\nwarn\n```\nHave fun!"];
    const { generated } = await generate(200, { description: "One route", current: "route z" });
    expect(generated).toEqual({
      yaml: "route a\nsecret KEY\nwarn\n",
      model: "mock/writer",
      repaired: [],
      warnings: [expect.objectContaining({ line: 3 })],
      missingSecrets: ["KEY"],
    });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ model: "mock/writer", projectId });
    const [system, user] = asked[0]?.messages ?? [];
    expect([system?.role, user?.role]).toEqual(["system", "user"]);
    expect(system?.content).toContain('{"title":"lines"}');
    expect(user?.content).toBe("One route\n\nThe configuration to change:\n\nroute z");
    expect((await owner.say("GET", `/projects/${projectId}/configs`, 200)).configs).toEqual([]);
  });

  it("200: gives errors back to the model until there are none, and tells them", async () => {
    answers = ["rout a", "", "route a"];
    const { generated } = await generate(200);
    expect(generated.yaml).toBe("route a\n");
    expect(generated.repaired.map(({ attempt, errors }) => [attempt, errors[0]?.message])).toEqual([
      [1, "'rout' is not a word"],
      [2, "the answer is empty"],
    ]);
    expect(asked.map(({ messages }) => messages.length)).toEqual([2, 4, 4]);
    expect(asked[1]?.messages[2]).toEqual({ role: "assistant", content: "rout a\n" });
    expect(asked[1]?.messages[3]?.content).toContain("line 1, column 1, lines[0]: 'rout' is not a word");
  });

  it("502: after three repairs, and when no model answers", async () => {
    answers = ["rout a"];
    const { code, details } = await generate(502);
    expect([code, asked.length]).toEqual(["all_providers_failed", 4]);
    expect(details).toMatchObject({ attempts: [{ attempt: 1 }, { attempt: 2 }, { attempt: 3 }, { attempt: 4 }] });
    answers = [new Error("socket hang up at 10.0.0.1")];
    expect((await generate(502)).message).toBe("mock/writer did not answer. Try again.");
    answers = [fail("budget_exceeded")];
    expect((await generate(402)).code).toBe("budget_exceeded");
  });

  it("409: no model is configured; 429: too often; 400: no description", async () => {
    const without = await configHarness(engine);
    const talk = configTalk(without, await without.signIn());
    const { message } = await talk.say("POST", `/projects/${without.first.projectId}/configs/generate`, 409, {
      description: "x",
    });
    expect(message).toContain("CONFIG_GENERATOR_MODEL");
    await generate(400, { description: " " });
    await generate(400, { description: "x".repeat(10_001) });
    answers = ["route a"];
    for (let count = 0; count < 60; count += 1) await generate(200);
    expect((await generate(429)).code).toBe("rate_limit_exceeded");
  });

  it.each([
    ["route a", "route a\n"],
    ["```\nroute a\n```", "route a\n"],
    ["Text\n  ```yml\r\nroute a\r\n\r\nroute b\r\n```\n```\nmore\n```", "route a\n\nroute b\n"],
    ["```yaml\nroute a", "route a\n"],
    ["\n\n  indented: 1\n", "  indented: 1\n"],
    ["```\n```", ""],
    [" \n", ""],
  ])("takes the YAML out of %j", (answer, yaml) => {
    expect(yamlIn(answer)).toBe(yaml);
  });
});
