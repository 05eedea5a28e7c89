import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { seeded } from "../chaos/ledger.ts";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import {
  answer,
  type Behaviour,
  contentFiltered,
  cutAfter,
  emptyStream,
  errorEventAfter,
  hangAfter,
  htmlInsteadOfAnswer,
  rateLimited,
  resetBeforeHeaders,
  serverError,
  slowFirstToken,
  slowHeaders,
  startUpstream,
} from "../upstream/index.ts";

const seed = Number(process.env["CHAOS_SEED"] ?? Date.now() % 100_000);
const REQUESTS = 300;
const EMAIL = "anna.rossi@example.com";

const upstream = await startUpstream();
afterAll(() => upstream.close());

const FAULTS: readonly Behaviour[] = [
  serverError(),
  rateLimited(1),
  contentFiltered(),
  resetBeforeHeaders(),
  htmlInsteadOfAnswer(),
  emptyStream(),
  cutAfter(4),
  errorEventAfter(3),
  hangAfter(3),
  slowFirstToken(120),
  slowHeaders(150),
];

const ask = (content: string, more: object = {}) => ({
  model: "openai/gpt-4o-mini",
  max_tokens: 64,
  messages: [{ role: "user", content }],
  ...more,
});

/** One call of each kind; `i` makes questions differ, and repeat now and then. */
const CALLS: readonly ((i: number) => readonly [path: string, body: object, headers?: Record<string, string>])[] = [
  (i) => ["/v1/chat/completions", ask(`Question ${i % 9}`)],
  (i) => ["/v1/chat/completions", ask(`Question ${i}`, { stream: true })],
  (i) => ["/v1/chat/completions", ask(`Question ${i}`, { stream: true }), { "x-llm-gateway-recovery": "splice" }],
  (i) => ["/v1/chat/completions", ask(`Question ${i}`, { stream: true }), { "x-llm-gateway-recovery": "hold" }],
  (i) => ["/v1/chat/completions", ask(`Mail ${EMAIL} ${i}`)],
  (i) => ["/v1/chat/completions", ask(`Chain ${i}`, { "x-fallback-chain": ["anthropic/claude-haiku-4-5"] })],
  (i) => ["/v1/chat/completions", ask(`Nobody ${i}`, { model: "openai/no-such-model-at-all" })],
  () => ["/v1/chat/completions", { model: "openai/gpt-4o-mini" }],
  (i) => ["/v1/messages", ask(`Other wire ${i}`, { stream: i % 2 === 0 })],
  (i) => [
    "/v1/messages/count_tokens",
    ask(`Count ${i}`, { model: "anthropic/claude-haiku-4-5", max_tokens: undefined }),
  ],
  (i) => ["/v1/responses", { model: "openai/gpt-4o-mini", input: `Kept ${i}`, stream: i % 2 === 0 }],
  (i) => ["/v1/embeddings", { model: "openai/text-embedding-3-small", input: [`Vector ${i}`] }],
  (i) => ["/v1/images/generations", { model: "openai/gpt-image-1", prompt: `Picture ${i}` }],
  (i) => ["/v1/audio/speech", { model: "openai/tts-1", voice: "alloy", input: `Speech ${i}` }],
  (i) => ["/v1/moderations", { model: "openai/omni-moderation-latest", input: `Moderate ${i}` }],
];

async function send(gateway: Gateway, key: string, i: number, random: () => number): Promise<number> {
  const [path, body, headers] = (CALLS[i % CALLS.length] as (typeof CALLS)[number])(i);
  const controller = new AbortController();
  if (random() < 0.25) setTimeout(() => controller.abort(), random() * 120);
  try {
    const response = await fetch(`${gateway.url}${path}`, {
      method: "POST",
      headers: { "x-api-key": key, "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
      signal: controller.signal,
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}

interface KeyView {
  readonly budgets: readonly { readonly spent_usd: number }[];
  readonly limits: readonly { readonly measure: string; readonly used: number }[];
}

it("leaves nothing reserved, whichever way requests end, and counts what the log says", {
  timeout: 180_000,
}, async () => {
  const random = seeded(seed);
  upstream.respond((exchange) => {
    const fault = random() < 0.4 ? FAULTS[Math.floor(random() * FAULTS.length)] : undefined;
    return (fault ?? answer({}, { gapMs: 1 }))(exchange);
  });
  const env = {
    RETRIES: "1",
    HEDGE_AFTER_MS: "60",
    IDLE_TIMEOUT_MS: "500",
    FIRST_TOKEN_TIMEOUT_MS: "2000",
    RATE_LIMIT_RPM: "100000",
  };
  const gateway = await startGateway({ upstream, env });
  try {
    const key = await prepare(gateway);
    const statuses = new Map<number, number>();
    for (let first = 0; first < REQUESTS; first += 50) {
      const batch = Array.from({ length: 50 }, (_, n) => send(gateway, key, first + n, random));
      for (const status of await Promise.all(batch)) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    const told = `seed ${seed}: ${JSON.stringify([...statuses])}`;
    expect(statuses.get(200), told).toBeGreaterThan(50);
    expect(statuses.get(500), told).toBeUndefined();
    const view = async (): Promise<KeyView> =>
      (await (await fetch(`${gateway.url}/v1/key`, { headers: { "x-api-key": key } })).json()) as KeyView;
    const running = async () => (await view()).limits.find(({ measure }) => measure === "running")?.used;
    await expect.poll(running, { timeout: 20_000 }).toBe(0);
    const logged = async (): Promise<number> => {
      const { body } = await gateway.api("GET", "/api-keys");
      const { apiKeys } = body as { apiKeys: { description: string; spent: number }[] };
      return apiKeys.find(({ description }) => description === "every path")?.spent ?? -1;
    };
    await expect
      .poll(async () => (await logged()) - ((await view()).budgets[0]?.spent_usd ?? 0), {
        timeout: 15_000,
        message: told,
      })
      .toBeCloseTo(0, 9);
    expect(gateway.output()).not.toContain("could not be settled");
  } finally {
    await gateway.stop();
  }
});

/** A key with every kind of limit, in an organization with guardrails and caches. */
async function prepare(gateway: Gateway): Promise<string> {
  const made = async (path: string, body: object) => {
    const { status, body: answered } = await gateway.api("POST", path, body);
    expect([status, answered]).toEqual([201, expect.anything()]);
    return answered as Record<string, unknown>;
  };
  const organizations = (await gateway.api("GET", "/organizations")).body as { organizations: { id: string }[] };
  const projects = (await gateway.api("GET", "/projects")).body as { projects: { id: string }[] };
  const projectId = projects.projects[0]?.id ?? "";
  await gateway.api("PATCH", `/projects/${projectId}`, { cachingEnabled: true, cacheDurationSeconds: 60 });
  const settings = {
    pii: { pii_detection_enabled: true, pii_action: "block" },
    semanticCache: { cache_enabled: true, embedding_model: "mock/embedding" },
  };
  const set = await gateway.api("PATCH", `/organizations/${organizations.organizations[0]?.id}/settings`, settings);
  expect([set.status, set.body]).toEqual([200, expect.anything()]);
  const rateLimits = { rpm: 100_000, tpm: 1_000_000_000, parallel: 1_000 };
  const { key, apiKey } = await made("/api-keys", {
    projectId,
    description: "every path",
    usageLimit: 1_000,
    rateLimits,
  });
  expect(apiKey).toBeDefined();
  await sleep(1_200);
  return String(key);
}
