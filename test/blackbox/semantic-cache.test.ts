import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import { sendBody } from "../upstream/delivery.ts";
import { answer, startUpstream } from "../upstream/index.ts";
import { type Answered, call } from "./expect-error.ts";

const upstream = await startUpstream();
const gateway: Gateway = await startGateway({ upstream, env: { RETRIES: "0", STREAM_RECOVERY: "off" } });
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

let organizationId = "";
async function set(semanticCache: object): Promise<void> {
  const { status, body } = await gateway.api("PATCH", `/organizations/${organizationId}/settings`, { semanticCache });
  expect([status, body]).toEqual([200, expect.anything()]);
  // Data planes know within a second.
  await sleep(1_100);
}

/** Vectors by words: the same words in any order are the same vector, as a rough model would have it. */
function embed(text: string): number[] {
  const vector = new Array<number>(64).fill(0.01);
  const same: Readonly<Record<string, string>> = {
    "what's": "what",
    capital: "capital",
    city: "capital",
    tell: "what",
  };
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? []) {
    if (/^(is|the|of|a|me|please|s)$/.test(word)) continue;
    const known = same[word] ?? word;
    let hash = 7;
    for (const char of known) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 64;
    vector[hash] = (vector[hash] ?? 0) + 1;
  }
  return vector;
}

beforeAll(async () => {
  const { body } = await gateway.api("GET", "/organizations");
  organizationId = (body as { organizations: { id: string }[] }).organizations[0]?.id ?? "";
  await set({ cache_enabled: true, similarity_threshold: 0.95, embedding_model: "openai/text-embedding-3-small" });
});
beforeEach(() => {
  upstream.reset();
  upstream.onModel("text-embedding-3-small", (exchange) => {
    const { input } = exchange.request.json() as { input: string };
    const data = [{ object: "embedding", index: 0, embedding: embed(input) }];
    return sendBody(
      exchange,
      JSON.stringify({ object: "list", data, model: "x", usage: { prompt_tokens: 5, total_tokens: 5 } }),
      {},
    );
  });
});

const cacheOf = (answered: Answered): string | null => answered.headers.get("x-llm-gateway-cache");
const chats = (): number => upstream.requests.filter(({ path }) => path.includes("chat")).length;
const ask = (content: string, more: object = {}, headers: Record<string, string> = {}) =>
  call(
    gateway,
    "/v1/chat/completions",
    { model: "openai/gpt-4o-mini", messages: [{ role: "user", content }], ...more },
    headers,
  );

it("answers a question that means the same, and tells how alike they are", async () => {
  upstream.respond(answer({ text: ["Paris."] }));
  expect(cacheOf(await ask("What is the capital of France?"))).toBe("MISS");
  await sleep(50);
  const again = await ask("What's the capital of France, please?");
  expect([again.status, cacheOf(again)]).toEqual([200, "HIT"]);
  expect(chats()).toBe(1);
  expect(JSON.parse(again.text)).toMatchObject({
    choices: [{ message: { content: "Paris." } }],
    "x-llm-gateway": { cached: true, cost_usd: 0 },
  });
  const { body } = await gateway.receipt(again.headers.get("x-request-id") ?? "");
  expect((body as { cache: object }).cache).toMatchObject({
    hit: true,
    kind: "semantic",
    similarity: expect.any(Number),
  });
});

it.each<[string, string, { readonly system?: boolean; readonly [member: string]: unknown }]>([
  ["another country", "What is the capital of Italy?", {}],
  ["a negation", "What is not the capital of France?", {}],
  ["another system prompt", "What's the capital of France?", { system: true }],
  ["another temperature", "What's the capital of France?", { temperature: 0.3 }],
  ["another model", "What's the capital of France?", { model: "openai/gpt-4o" }],
  ["a stream", "What's the capital of France?", { stream: true }],
])("asks anew for %s", async (_, content, { system, ...more }) => {
  const messages = [...(system ? [{ role: "system", content: "Be rude." }] : []), { role: "user", content }];
  expect(cacheOf(await ask(content, { ...more, messages }))).toBe("MISS");
  expect(chats()).toBe(1);
});

it("is left alone by requests that want a fresh answer", async () => {
  expect(cacheOf(await ask("What is the capital of France?", {}, { "x-no-cache": "true" }))).toBe("BYPASS");
  expect(cacheOf(await ask("What's the capital of France?", {}, { "cache-control": "no-cache" }))).toBe("MISS");
  expect(chats()).toBe(2);
});

it("answers as ever when the embedding model is down", async () => {
  upstream.reset();
  upstream.onModel("text-embedding-3-small", (exchange) => sendBody(exchange, "{}", { status: 500 }));
  const answered = await ask("What is the capital of Spain?");
  expect([answered.status, cacheOf(answered)]).toEqual([200, "MISS"]);
});

it("learns from feedback that a hit was none", async () => {
  upstream.respond(answer({ text: ["Lisbon."] }));
  await ask("What is the capital of Portugal?");
  await sleep(50);
  const again = "What's the capital of Portugal, please?";
  const wrong = await ask(again);
  expect(cacheOf(wrong)).toBe("HIT");
  const feedback = { request_id: wrong.headers.get("x-request-id"), score: -1 };
  expect((await call(gateway, "/v1/feedback", feedback)).status).toBe(200);
  expect(cacheOf(await ask(again))).toBe("MISS");
});

it("gives a stored response an id of its own, so that the first one keeps its question", async () => {
  upstream.onModel("gpt-4o-mini", answer({ text: ["Oslo."] }));
  const ask = (input: string) => call(gateway, "/v1/responses", { model: "openai/gpt-4o-mini", input });
  const first = await ask("What is the capital of Norway?");
  await sleep(300);
  const second = await ask("What's the capital of Norway, please?");
  expect([cacheOf(first), cacheOf(second)]).toEqual(["MISS", "HIT"]);
  const [id, other] = [first, second].map(({ text }) => (JSON.parse(text) as { id: string }).id);
  expect(other).not.toBe(id);
  const asked = async (response = "") =>
    (await call(gateway, `/v1/responses/${response}/input_items`, undefined, {}, "GET")).text;
  expect(await asked(id)).toContain("What is the capital of Norway?");
  expect(await asked(other)).toContain("What's the capital of Norway, please?");
});

it("keeps to what a request says of the age of answers", async () => {
  upstream.onModel("gpt-4o-mini", answer({ text: ["Athens."] }));
  const ask = (content: string, headers: Record<string, string> = {}) =>
    call(
      gateway,
      "/v1/chat/completions",
      { model: "openai/gpt-4o-mini", messages: [{ role: "user", content }] },
      headers,
    );
  await ask("What is the capital of Greece?", { "x-cache-ttl": "1" });
  await sleep(1_500);
  expect(cacheOf(await ask("What's the capital of Greece?"))).toBe("MISS");
  await sleep(2_100);
  const strict = { "cache-control": "max-age=1" };
  expect(cacheOf(await ask("What is the capital of Greece, please?", strict))).toBe("MISS");
  expect(cacheOf(await ask("What is the capital of Greece, please?"))).toBe("HIT");
});

it("leaves alone what no translation understands", async () => {
  const input = [{ role: "user", content: "Hello" }, { type: "strange" }];
  const answered = await call(gateway, "/v1/responses", { model: "openai/gpt-4o-mini", input });
  expect([answered.status, cacheOf(answered)]).toEqual([200, "MISS"]);
});

it("in shadow mode gives nothing and counts what it would have given", async () => {
  await set({ mode: "shadow" });
  upstream.respond(answer({ text: ["Bern."] }));
  await ask("What is the capital of Switzerland?");
  await sleep(50);
  expect(cacheOf(await ask("What's the capital of Switzerland?"))).toBe("MISS");
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  expect(metrics).toMatch(/llm_gateway_semantic_cache_lookups_total\{[^}]*shadow[^}]*\} [1-9]/);
});
