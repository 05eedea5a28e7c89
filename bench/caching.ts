import { parseArgs } from "node:util";
import type { CachedAnswer } from "../src/gateway/caching/answer-cache.ts";
import { type CacheKeyParts, cacheKey } from "../src/gateway/caching/cache-key.ts";
import { MemoryAnswerCache } from "../src/gateway/caching/memory-answer-cache.ts";
import { replay } from "../src/gateway/caching/replay-answer.ts";

/**
 * CPU time of the exact cache in process: the key of a chat request and the lookup that follows, found or not, and the
 * text of a hit. Decoding the body is done for every request and is not counted.
 */
const { values } = parseArgs({ options: { rounds: { type: "string", default: "7" }, help: { type: "boolean" } } });
if (values.help) {
  console.log("node bench/caching.ts [--rounds 7]   CPU time of looking up answers, median of the rounds");
  process.exit(0);
}

const ROUNDS = Number(values.rounds);
const LIMIT_US = 30;
const NOW = 1_800_000_000_000;
const HOUR_MS = 3_600_000;
const SEAL =
  '{"request_id":"req_x","routing_decision":"cache","cost_usd":0,"latency_ms":1,"fallback_used":false,"cached":true}';

const SENTENCE = "Explain why the sky is blue, in words that a child of nine understands. ";
const tool = {
  type: "function",
  function: { name: "look_up", parameters: { type: "object", properties: { term: { type: "string" } } } },
};

function requestOf(bytes: number): string {
  const head = { model: "openai/gpt-4o-mini", temperature: 0.2, max_tokens: 300, tools: [tool], stream: false };
  const messages = [{ role: "system", content: "You teach physics." }];
  let json = JSON.stringify({ ...head, messages });
  while (json.length < bytes) {
    const content = SENTENCE.repeat(Math.min(8, Math.ceil((bytes - json.length) / SENTENCE.length)));
    messages.push({ role: messages.length % 2 === 1 ? "user" : "assistant", content });
    json = JSON.stringify({ ...head, messages });
  }
  return json;
}

function partsOf(json: string): CacheKeyParts {
  return {
    namespace: { organizationId: "org_1", projectId: "proj_1", keyId: null },
    endpoint: "/v1/chat/completions",
    wire: "openai-chat",
    model: "openai/gpt-4o-mini",
    stream: false,
    includeUsage: false,
    query: "",
    json,
    form: undefined,
    headers: { "user-agent": "bench", "content-type": "application/json" },
    guardrails: "",
    policy: "policy",
  };
}

function answerOf(bytes: number): CachedAnswer {
  return {
    contentType: "application/json",
    stream: false,
    status: 200,
    before: `{"id":"x","choices":[{"message":{"content":"${SENTENCE.repeat(bytes / SENTENCE.length)}"}}],"x-llm-gateway":`,
    after: "}",
    sealed: true,
    provider: "openai",
    model: "gpt-4o-mini",
    nativeModel: "gpt-4o-mini",
    label: "openai/gpt-4o-mini",
    finishReason: "stop",
    usage: {
      inputTokens: 1,
      outputTokens: 1,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      cacheWriteLongTokens: 0,
      reasoningTokens: 0,
    },
    totalNanos: 1,
    warnings: [],
    storedAtMs: NOW,
    expiresAtMs: NOW + HOUR_MS,
    projectId: "proj_1",
    recordId: "req_1",
    requestId: "req_1",
  };
}

/** Median over the rounds of the CPU µs a call. */
function microsecondsOf(calls: number, call: (i: number) => number): number {
  let sum = 0;
  const rounds = Array.from({ length: ROUNDS }, () => {
    const from = process.cpuUsage();
    for (let i = 0; i < calls; i += 1) sum += call(i);
    const { user, system } = process.cpuUsage(from);
    return (user + system) / calls;
  }).sort((a, b) => a - b);
  if (sum < 0) throw new Error("nothing was done");
  return rounds[Math.floor(ROUNDS / 2)] ?? 0;
}

/** Each time another text, as off the wire: the engine remembers nothing of the one before. */
function texts(json: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) =>
    Buffer.from(json.replace("nine", String(1_000 + i))).toString("latin1"),
  );
}

let missed = 0;

async function measure(name: string, requestBytes: number, answerBytes: number, bound?: number): Promise<void> {
  const calls = Math.max(200, Math.min(20_000, Math.floor(40_000_000 / requestBytes)));
  const cache = new MemoryAnswerCache({ maxBytes: 512 * 1024 * 1024, maxEntryBytes: 16 * 1024 * 1024 });
  const asked = texts(requestOf(requestBytes), Math.min(calls, 2_000)).map(partsOf);
  const answer = answerOf(answerBytes);
  for (const parts of asked) await cache.put("org_1", cacheKey(parts), answer);
  const at = (i: number): CacheKeyParts => asked[i % asked.length] ?? partsOf("{}");
  const lookUp = (organization: string, i: number) => cache.get(organization, cacheKey(at(i)), NOW);
  const miss = microsecondsOf(calls, (i) => (lookUp("org_2", i) === undefined ? 1 : -1_000_000));
  const hit = microsecondsOf(calls, (i) => {
    const found = lookUp("org_1", i);
    return found === undefined || found instanceof Promise ? -1_000_000 : replay(found, SEAL).length;
  });
  const bad = bound !== undefined && Math.max(miss, hit) > bound;
  if (bad) missed += 1;
  const limit = bound === undefined ? "" : ` (limit ${bound} µs: ${bad ? "MISSED" : "met"})`;
  console.log(`${name.padEnd(44)} miss ${miss.toFixed(1)} µs, hit with its text ${hit.toFixed(1)} µs${limit}`);
}

await measure("request of 1 kB, answer of 0.8 kB", 1_000, 800, LIMIT_US);
await measure("request of 1 kB, answer of 20 kB, compressed", 1_000, 20_000);
await measure("request of 50 kB, answer of 0.8 kB", 50_000, 800);
process.exitCode = missed === 0 ? 0 : 1;
