import { parseArgs } from "node:util";
import type { Catalog, Model } from "../src/catalog/types.ts";
import { chatCompletions } from "../src/gateway/endpoints/chat-completions.ts";
import type { Exchange } from "../src/gateway/exchange.ts";
import type { Gateway } from "../src/gateway/gateway.ts";
import { LocalBreakers } from "../src/gateway/health/breaker.ts";
import { analysePrompt } from "../src/gateway/routing/prompt/analysis.ts";
import { RoutingState } from "../src/gateway/routing/routing-state.ts";
import { buildSnapshot } from "../src/gateway/snapshot/build-snapshot.ts";
import { decide } from "../src/gateway/stages/plan.ts";
import { testCaller } from "../src/gateway/testing/caller.ts";
import { testCredentials, testWiring } from "../src/gateway/testing/wiring.ts";
import { PROVIDERS } from "../src/providers/registry.ts";

/**
 * CPU time of planning: a named model that fifty providers' offerings could serve, and `auto` over fifty models with a
 * prompt of two kilobytes. Decoding the body is the dialect's work and is not counted.
 */
const { values } = parseArgs({ options: { rounds: { type: "string", default: "7" }, help: { type: "boolean" } } });
if (values.help) {
  console.log("node bench/planning.ts [--rounds 7]   CPU time of planning, median of the rounds");
  process.exit(0);
}

const CANDIDATES = 50;
const CALLS = 20_000;
const NOW = 1_800_000_000_000;
const HOSTS = [
  "openai",
  "anthropic",
  "groq",
  "mistral",
  "xai",
  "fireworks",
  "together-ai",
  "deepseek",
  "cerebras",
  "cohere",
];

const offering = (i: number): Model["offerings"][number] => ({
  provider: HOSTS[i % HOSTS.length] ?? "openai",
  nativeId: `model-${i}`,
  prices: [{ from: "1970-01-01", inputPico: 50_000 * (i + 1), outputPico: 200_000 * (i + 1), cacheReadPico: 5_000 }],
});
const model = (id: string, i: number, offerings: Model["offerings"]): Model => ({
  id,
  name: id,
  operation: "chat",
  contextTokens: 200_000,
  maxOutputTokens: 32_000,
  input: ["text", "image"],
  output: ["text"],
  capabilities: ["tools", "json-schema"],
  quality: { score: 0.4 + (0.6 * i) / CANDIDATES, source: "bench" },
  offerings,
});
const CATALOG: Catalog = {
  version: "bench",
  models: Array.from({ length: CANDIDATES }, (_each, i) => model(`model-${i}`, i, [offering(i)])),
};

/** Fifty offerings of one model: a catalogue knows no fifty providers, so five of each are made. */
function everywhere(): Catalog {
  const offerings = Array.from({ length: CANDIDATES }, (_each, i) => offering(i));
  return { version: "bench", models: [model("everywhere", 25, offerings)] };
}

function gatewayFor(catalog: Catalog): Gateway {
  const credentials = testCredentials(HOSTS);
  const snapshot = buildSnapshot({ catalog, providers: PROVIDERS, credentials }, testWiring());
  const routing = new RoutingState(new LocalBreakers(), { explorationRate: 0.01, sessionTtlMs: 3_600_000 });
  for (const { offerings, id } of catalog.models) {
    for (const { provider } of offerings) {
      routing.health.observeAnswer(`${provider}/${id}`, { totalMs: 900, ttftMs: 200, outputTokens: 100 }, NOW);
      routing.breakers.failed(`${provider}/${id}#${provider}#1`, "server", NOW);
    }
  }
  routing.priors.add({ organizationId: "org_other", category: "coding", modelId: "model-1" }, 1, 1, NOW);
  return { snapshot: () => snapshot, clock: { now: () => NOW }, random: () => 0.5, routing } as unknown as Gateway;
}

const TEXT =
  "We keep orders in a table with a unique index. Explain why the following transaction deadlocks, and how to fix it without losing throughput. "
    .repeat(15)
    .slice(0, 2_048);

function planOf(gateway: Gateway, name: string): () => number {
  const body = { model: name, messages: [{ role: "user", content: TEXT }] };
  const canonical = chatCompletions.chat?.decodeRequest(body);
  const exchange = { endpoint: chatCompletions, req: { headers: {} } } as unknown as Exchange;
  const caller = testCaller({ iam: [{ effect: "deny", on: "models", values: ["secret-*"] }] });
  const request = {
    body,
    model: name,
    stream: true,
    hints: { exclude_providers: ["perplexity"] },
    fallbackChain: [],
    noFallback: false,
    promptTokensEstimate: 540,
    maxOutputTokens: 1_024,
    canonical: () => canonical,
  } as unknown as Parameters<typeof decide>[3];
  return () => decide(exchange, gateway, caller, request).decision.evaluated;
}

/** Microseconds of CPU a call, median of the rounds after one to warm up. */
function measure(call: () => number): { readonly median: number; readonly evaluated: number } {
  const rounds = Number(values.rounds);
  const figures: number[] = [];
  let evaluated = 0;
  for (let round = 0; round <= rounds; round += 1) {
    const before = process.cpuUsage();
    for (let i = 0; i < CALLS; i += 1) evaluated = call();
    const { user, system } = process.cpuUsage(before);
    if (round > 0) figures.push((user + system) / CALLS);
  }
  figures.sort((a, b) => a - b);
  return { median: figures[Math.floor(figures.length / 2)] ?? 0, evaluated };
}

const chat = chatCompletions.chat?.decodeRequest({ model: "auto", messages: [{ role: "user", content: TEXT }] });
const rows = [
  ["a model of 50 offerings", 20, measure(planOf(gatewayFor(everywhere()), "everywhere"))],
  ["auto over 50 models, 2 kB prompt, analysis included", 100, measure(planOf(gatewayFor(CATALOG), "auto"))],
  [
    "the prompt's analysis alone, 2 kB",
    60,
    measure(() => (chat === undefined ? 0 : analysePrompt(chat, 1_024).outputTokens)),
  ],
] as const;

console.log(`CPU time a plan, median of ${values.rounds} rounds of ${CALLS} calls, Node ${process.version}:`);
for (const [name, bar, { median, evaluated }] of rows) {
  const counted = name.startsWith("the prompt") ? "" : ` (${evaluated} candidates)`;
  console.log(`${median.toFixed(1).padStart(7)} µs  ${name}${counted}; the bar is ${bar} µs`);
}
if (rows.some(([, bar, { median }]) => median > bar)) process.exitCode = 1;
