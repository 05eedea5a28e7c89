import { afterAll, describe, expect, it } from "vitest";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import { startUpstream } from "../upstream/index.ts";
import { call, expectAlive, expectError } from "./expect-error.ts";

const upstream = await startUpstream();
let gateway = await startGateway({ upstream });
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

const DEPTH = 100_000;
const DEEP_ARRAY = `${"[".repeat(DEPTH)}${"]".repeat(DEPTH)}`;
const DEEP_OBJECT = `${'{"a":'.repeat(DEPTH)}1${"}".repeat(DEPTH)}`;
const HI = `"messages":[{"role":"user","content":"hi"}]`;

/** A new process when a test has killed the last: one crash must not hide the next. */
async function running(): Promise<Gateway> {
  const live = await fetch(`${gateway.url}/livez`).then(
    (response) => response.ok,
    () => false,
  );
  if (!live) {
    await gateway.stop();
    gateway = await startGateway({ upstream });
  }
  return gateway;
}

/** Sends a body that may be refused or answered, and proves that the process outlives it. */
async function outlives(path: string, body: string): Promise<{ status: number; text: string }> {
  const target = await running();
  const answer = await call(target, path, body).catch((error: Error) => ({
    status: 0,
    text: error.cause instanceof Error ? error.cause.message : String(error),
  }));
  const state = await Promise.race([target.exited, new Promise((resolve) => setTimeout(resolve, 150, "runs"))]);
  const crash = state === "runs" ? "" : target.output().slice(-1500);
  expect(`${answer.status} ${answer.text.slice(0, 200)} ${crash}`).toMatch(/^(200|400) /);
  await expectAlive(target);
  return answer;
}

const PATHS = [
  { path: "/v1/chat/completions", wire: "openai", more: "" },
  { path: "/v1/messages", wire: "anthropic", more: `"max_tokens":9,` },
  { path: "/v1/messages/count_tokens", wire: "anthropic", more: "" },
] as const;
const MODELS = ["openai/gpt-4o-mini", "anthropic/claude-haiku-4-5", "mock/echo", "auto"];
const EACH = PATHS.flatMap((one) => MODELS.map((model) => ({ ...one, model })));

describe("nesting 100,000 deep", () => {
  it.each(EACH)("in the content to $model on $path", async ({ path, more, model }) => {
    await outlives(path, `{"model":"${model}",${more}"messages":[{"role":"user","content":${DEEP_ARRAY}}]}`);
  });

  it.each(EACH)("in a member before the model $model on $path", async ({ path, wire, more, model }) => {
    const body = `{${HI},"metadata":${DEEP_OBJECT},${more}"model":"${model}"}`;
    const answer = await call(await running(), path, body);
    if (path.endsWith("count_tokens") && model === "auto") expect(answer.status).toBe(400);
    else expect(expectError(answer, wire, 400, "invalid_json")).toContain("nested deeper than");
    await expectAlive(gateway);
  });

  it.each([
    ["stream_options", "openai/gpt-4o-mini", `"stream":true,"stream_options":{"a":${DEEP_OBJECT}},`],
    ["tools", "openai/gpt-4o-mini", `"tools":[${DEEP_OBJECT}],`],
    [
      "tool parameters",
      "anthropic/claude-haiku-4-5",
      `"tools":[{"type":"function","function":{"name":"f","parameters":${DEEP_OBJECT}}}],`,
    ],
    ["x-routing-hints", "mock/echo", `"x-routing-hints":${DEEP_OBJECT},`],
    ["x-fallback-chain", "mock/echo", `"x-fallback-chain":${DEEP_ARRAY},`],
    ["the mock's tool arguments", "mock/echo", `"mock":{"tool_calls":[{"name":"f","arguments":${DEEP_OBJECT}}]},`],
  ])("in %s", async (_name, model, member) => {
    await outlives("/v1/chat/completions", `{"model":"${model}",${member}${HI}}`);
  });

  it("in the input of an embedding", async () => {
    await outlives("/v1/embeddings", `{"model":"mock/embedding","input":${DEEP_ARRAY}}`);
  });
});

describe("values that cannot become text", () => {
  const NO_TEXT = `{"toString":1,"valueOf":1}`;

  it.each([
    [
      "the mock's tool name",
      "/v1/chat/completions",
      `{"model":"mock/echo",${HI},"mock":{"tool_calls":[{"name":${NO_TEXT}}]}}`,
    ],
    [
      "the mock's fields",
      "/v1/chat/completions",
      `{"model":"mock/echo",${HI},"mock":{"reply":${NO_TEXT},"latency_ms":${NO_TEXT}}}`,
    ],
    ["tokens of an embedding", "/v1/embeddings", `{"model":"mock/embedding","input":[[${NO_TEXT}]]}`],
    [
      "a text to count",
      "/v1/messages/count_tokens",
      `{"model":"mock/echo","messages":[{"role":"user","content":[${NO_TEXT}]}]}`,
    ],
  ])("as %s", async (_name, path, body) => {
    await outlives(path, body);
  });
});

describe("texts that are slow to count", () => {
  it.each([
    ["one letter", "a".repeat(19_990)],
    ["spaces", " ".repeat(19_990)],
    ["line breaks", "\\n".repeat(19_000)],
    ["special tokens", "<|endoftext|>".repeat(1_500)],
    ["combining marks", "a\u0301".repeat(9_990)],
    ["lone surrogates", "\\ud800".repeat(9_990)],
    ["mixed alphabets", "é中".repeat(9_990)],
    ["a million letters", "b".repeat(1_000_000)],
  ])("%s", async (_name, text) => {
    const began = Date.now();
    const body = `{"model":"mock/echo","messages":[{"role":"user","content":"${text}"}]}`;
    const answer = await outlives("/v1/messages/count_tokens", body);
    expect((JSON.parse(answer.text) as { input_tokens: number }).input_tokens).toBeGreaterThan(0);
    // While one text is counted nobody else is served.
    expect(Date.now() - began).toBeLessThan(1_000);
  });
});
