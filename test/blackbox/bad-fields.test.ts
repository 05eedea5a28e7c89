import { afterAll, afterEach, describe, expect, it } from "vitest";
import { startGateway } from "../harness/gateway.ts";
import { startUpstream } from "../upstream/index.ts";
import { call, expectAlive, expectError } from "./expect-error.ts";

const upstream = await startUpstream();
const gateway = await startGateway({ upstream });
afterEach(() => expectAlive(gateway));
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

/** Values that some field or other does not expect. */
const ODD: readonly unknown[] = ["x", "", -1, 1e9, true, [], [null], ["x"], [[{}]], {}, { toString: 1, valueOf: 1 }];

const OPENAI_FIELDS = [
  ..."messages model audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens".split(
    " ",
  ),
  ..."max_tokens metadata modalities n parallel_tool_calls prediction presence_penalty prompt_cache_key".split(" "),
  ..."reasoning_effort response_format safety_identifier seed service_tier stop store stream stream_options".split(" "),
  ..."temperature tool_choice tools top_logprobs top_p user verbosity web_search_options".split(" "),
  ..."x-routing-hints x-fallback-chain x-llm-gateway mock".split(" "),
];

const ANTHROPIC_FIELDS = [
  ..."messages model max_tokens container context_management mcp_servers metadata output_config output_format".split(
    " ",
  ),
  ..."service_tier stop_sequences stream system temperature thinking tool_choice tools top_k top_p".split(" "),
  ..."x-routing-hints x-fallback-chain x-llm-gateway mock".split(" "),
];

/** Fields whose type the gateway itself relies on: always 400, whoever serves the model. */
const CHECKED: Readonly<Record<string, readonly unknown[]>> = {
  messages: ["x", 1, true, {}, []],
  model: [1, true, {}, [], ""],
  stream: ["true", 1, {}, []],
  temperature: ["1", true, {}, []],
  top_p: ["1", true, {}, []],
  tools: ["x", 1, {}, ["x"], [null]],
  max_tokens: ["9", true, {}, []],
  "x-routing-hints": ["x", 1, [], { priority: "fun" }, { unknown: 1 }, { min_quality_score: 2 }],
  "x-fallback-chain": ["x", 1, {}, [1], [""]],
};

const WIRES = [
  { wire: "openai", path: "/v1/chat/completions", fields: OPENAI_FIELDS, base: {} },
  { wire: "anthropic", path: "/v1/messages", fields: ANTHROPIC_FIELDS, base: { max_tokens: 64 } },
] as const;
const MODELS = ["openai/gpt-4o-mini", "anthropic/claude-haiku-4-5", "mock/echo"];

describe.each(WIRES)("$path", ({ wire, path, fields, base }) => {
  const good = { messages: [{ role: "user", content: "hi" }], ...base };

  it.each(Object.entries(CHECKED))("refuses a wrong '%s' wherever it would go", async (field, values) => {
    for (const model of MODELS) {
      for (const value of values) {
        const answer = await call(gateway, path, { model, ...good, [field]: value });
        const message = expectError(answer, wire, 400, "invalid_parameters");
        expect(message, JSON.stringify(value)).toContain(`'${field}`);
      }
    }
  });

  it.each(fields)("survives any '%s'", async (field) => {
    for (const model of MODELS) {
      for (const value of ODD) {
        const body = JSON.stringify({ model, ...good, [field]: value });
        const answer = await call(gateway, path, body);
        const shown = `${answer.status} for ${body}: ${answer.text.slice(0, 300)}`;
        expect(shown).toMatch(/^(200|400|404) /);
        if (answer.status !== 400) continue;
        // The message leads the caller to the field.
        expect(shown).toContain(field.replace(/^max_completion_tokens$/, "max_"));
        expect(answer.headers.get("x-request-id")).toMatch(/^req_/);
      }
    }
  });
});

describe("/v1/embeddings", () => {
  it.each([
    ["input", undefined],
    ["input", null],
    ["input", 7],
    ["input", {}],
    ["input", []],
    ["input", [null]],
    ["input", [{}]],
    ["input", [true]],
    ["model", undefined],
    ["model", 7],
    ["stream", true],
  ])("refuses a wrong '%s' of %j", async (field, value) => {
    const answer = await call(gateway, "/v1/embeddings", { model: "mock/embedding", input: "x", [field]: value });
    expect(expectError(answer, "openai", 400, "invalid_parameters")).toMatch(new RegExp(`'${field}'|stream`));
  });

  it.each([
    ["dimensions", "x"],
    ["dimensions", -1],
    ["dimensions", 1e300],
    ["dimensions", {}],
    ["encoding_format", "x"],
    ["encoding_format", { toString: 1 }],
    ["user", [[]]],
  ])("survives '%s' of %j", async (field, value) => {
    const answer = await call(gateway, "/v1/embeddings", { model: "mock/embedding", input: "x", [field]: value });
    expect(`${answer.status} ${answer.text.slice(0, 200)}`).toMatch(/^(200|400) /);
  });
});
