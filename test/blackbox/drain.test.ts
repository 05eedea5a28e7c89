import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { API_KEY, type Gateway, startGateway } from "../harness/gateway.ts";
import { answer, hangAfter, startUpstream } from "../upstream/index.ts";

const upstream = await startUpstream();
const running: Gateway[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((gateway) => gateway.stop()));
  upstream.reset();
});

function chat(gateway: Gateway, id: string, more: object = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${API_KEY}`, "content-type": "application/json", "x-request-id": id };
  const body = JSON.stringify({ model: "openai/gpt-4o-mini", messages: [{ role: "user", content: "hi" }], ...more });
  return fetch(`${gateway.url}/v1/chat/completions`, { method: "POST", headers, body });
}

it("finishes what runs, refuses what is new, and ends soon after with all of it logged", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "llm-gateway-drain-"));
  const gateway = await startGateway({ upstream, dataDir });
  running.push(gateway);
  // Connections that clients keep open must not hold up the end.
  for (let i = 0; i < 5; i += 1) await (await chat(gateway, `drain-before-${i}`)).text();
  upstream.respond(answer({}, { gapMs: 25 }));
  const streams = await Promise.all([1, 2, 3].map((i) => chat(gateway, `drain-stream-${i}`, { stream: true })));
  const whole = chat(gateway, "drain-whole");
  await sleep(300);

  const began = Date.now();
  const exit = gateway.kill("SIGTERM");
  const texts = streams.map((stream) => stream.text());
  await sleep(150);
  await expect(fetch(`${gateway.url}/livez`, { headers: { connection: "close" } })).rejects.toThrow("fetch failed");
  for (const text of await Promise.all(texts)) {
    expect(text).toContain("word60");
    expect(text).toMatch(/"x-llm-gateway":\{.*\}\}\n\ndata: \[DONE\]\n\n$/);
  }
  expect((await whole).status).toBe(200);
  const streamsEndedMs = Date.now() - began;
  expect(await exit).toEqual({ code: 0, signal: null });
  const tookMs = Date.now() - began;
  process.stdout.write(`drained in ${tookMs} ms, its streams in ${streamsEndedMs} ms\n`);
  expect(tookMs - streamsEndedMs).toBeLessThan(3_000);

  const next = await startGateway({ upstream, dataDir });
  running.push(next);
  const ids = (await next.logs({ limit: "100" })).map((log) => [log["requestId"], log["status"]]);
  const wanted = [
    ...[0, 1, 2, 3, 4].map((i) => `drain-before-${i}`),
    ...[1, 2, 3].map((i) => `drain-stream-${i}`),
    "drain-whole",
  ];
  expect(ids.sort()).toEqual(wanted.map((id) => [id, 200]).sort());
  await next.stop();
  await rm(dataDir, { recursive: true, force: true });
});

it("cuts what takes longer than the drain time, and still logs it", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "llm-gateway-drain-"));
  const gateway = await startGateway({ upstream, dataDir, env: { DRAIN_TIMEOUT_MS: "700" } });
  running.push(gateway);
  upstream.respond(hangAfter(10));
  const stream = await chat(gateway, "drain-stuck", { stream: true });
  const text = stream.text().catch((error: unknown) => String(error));
  await sleep(200);
  const began = Date.now();
  expect(await gateway.kill("SIGTERM")).toEqual({ code: 0, signal: null });
  expect(Date.now() - began).toBeLessThan(4_000);
  expect(await text).not.toContain("[DONE]");

  const next = await startGateway({ upstream, dataDir });
  running.push(next);
  await expect.poll(async () => (await next.logs({ requestId: "drain-stuck" })).length, { timeout: 5_000 }).toBe(1);
  const [log] = await next.logs({ requestId: "drain-stuck" });
  expect(log).toMatchObject({ provider: "openai", stream: true, usage: { estimated: true } });
  expect(log).toMatchObject({ status: 499, errorCode: "client_closed" });
  await next.stop();
  await rm(dataDir, { recursive: true, force: true });
});

it("ends at once on a second look: nothing runs, nobody waits", async () => {
  const gateway = await startGateway({ upstream });
  running.push(gateway);
  const began = Date.now();
  expect(await gateway.kill("SIGINT")).toEqual({ code: 0, signal: null });
  expect(Date.now() - began).toBeLessThan(3_000);
});
