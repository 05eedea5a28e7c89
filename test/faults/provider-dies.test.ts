import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { textOf } from "../blackbox/read-stream.ts";
import { startGateway } from "../harness/gateway.ts";
import { answer, SIXTY_WORDS, startUpstream } from "../upstream/index.ts";

const STREAMS = 500;
const primary = await startUpstream();
const fallback = await startUpstream();
const gateway = await startGateway({
  env: {
    LLM_OPENAI_API_KEY: "k1",
    LLM_OPENAI_BASE_URL: `${primary.url}/v1`,
    LLM_ANTHROPIC_API_KEY: "k2",
    LLM_ANTHROPIC_BASE_URL: `${fallback.url}/v1`,
    RATE_LIMIT_RPM: "1000000",
    RATE_LIMIT_TPM: "1000000000",
    RETRIES: "1",
  },
});
afterAll(async () => {
  await gateway.stop();
  await fallback.close();
});

interface Seen {
  readonly status: number;
  readonly text: string;
  readonly tookMs: number;
}

async function ask(): Promise<Seen> {
  const began = Date.now();
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${gateway.apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({
      model: "openai/gpt-4o-mini",
      stream: true,
      messages: [{ role: "user", content: "Say sixty words." }],
      "x-fallback-chain": ["anthropic/claude-haiku-4-5"],
    }),
    signal: AbortSignal.timeout(25_000),
  });
  return { status: response.status, text: await response.text(), tookMs: Date.now() - began };
}

function rssMb(): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${gateway.pid}/status`, "utf8"))?.[1];
  return Number(line) / 1024;
}

it("a provider dies under 500 streams: each goes on elsewhere, new ones at once, nothing hangs", async () => {
  primary.respond(answer({}, { gapMs: 40 }));
  fallback.respond(answer());
  expect((await ask()).status).toBe(200);
  const before = rssMb();
  const running = Array.from({ length: STREAMS }, () => ask());
  await primary.waitForRequests(STREAMS, 20_000);
  await sleep(700);
  await primary.close();
  const diedAt = Date.now();
  // Those who come now find the circuit closed first, and open soon after.
  const late = await Promise.all(Array.from({ length: 20 }, () => ask()));
  for (const { status, text } of late) expect([status, textOf(text)]).toEqual([200, SIXTY_WORDS]);
  const seen = await Promise.all(running);
  const whole = seen.filter(({ text }) => text.includes("[DONE]"));
  for (const { text } of whole) expect(textOf(text)).toBe(SIXTY_WORDS);
  expect(whole).toHaveLength(STREAMS);
  expect(Date.now() - diedAt).toBeLessThan(20_000);
  expect((await ask()).tookMs).toBeLessThan(2_000);
  await sleep(500);
  expect(rssMb() - before).toBeLessThan(250);
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  expect(metrics).toMatch(/llm_gateway_requests_running 0\b/);
}, 60_000);
