import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import { answer, startUpstream } from "../upstream/index.ts";
import { call, expectError } from "./expect-error.ts";

/** A receiver of webhooks. */
interface Hook {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}
const hooks: Hook[] = [];
const receiver = createServer((req, res) => {
  const chunks: Buffer[] = [];
  req.on("data", (chunk: Buffer) => chunks.push(chunk));
  req.on("end", () => {
    hooks.push({ headers: req.headers, body: Buffer.concat(chunks).toString("utf8") });
    res.end("ok");
  });
});

const upstream = await startUpstream();
const gateway: Gateway = await startGateway({ upstream, env: { ALLOW_PRIVATE_URLS: "true", RETRIES: "0" } });
beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
  receiver.close();
});

const MODEL = "openai/gpt-4";
const ask = (more: object = {}) =>
  call(gateway, "/v1/chat/completions", {
    model: MODEL,
    max_tokens: 1_000,
    messages: [{ role: "user", content: "Hi" }],
    ...more,
  });

it("tells a webhook, signed, of a budget that refuses, once", { timeout: 60_000 }, async () => {
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  const made = await gateway.api("POST", "/alerts/channels", { kind: "webhook", name: "ours", url });
  expect([made.status, made.body]).toEqual([201, expect.anything()]);
  const { secret, channel } = made.body as { secret: string; channel: { id: string } };
  const tested = await gateway.api("POST", `/alerts/channels/${channel.id}/test`, {});
  expect(tested.body).toMatchObject({ test: { delivered: true } });

  const usage = { input: 10, output: 500, cacheRead: 0, cacheWrite: 0, reasoning: 0 };
  upstream.respond(answer({ usage }));
  const budget = await gateway.api("POST", "/budgets", { scope: "organization", period: "day", limitUsd: 0.07 });
  expect(budget.status, JSON.stringify(budget.body)).toBe(201);
  // Until the data plane knows, requests pass.
  await expect.poll(async () => (await ask()).status, { timeout: 10_000, interval: 400 }).toBe(402);
  expectError(await ask(), "openai", 402, "budget_exceeded");

  const told = (): Hook[] => hooks.filter(({ body }) => body.includes('"budget_exceeded"'));
  await expect.poll(() => told().length, { timeout: 20_000, interval: 300 }).toBeGreaterThan(0);
  const [first] = told();
  const signature = String(first?.headers["x-llm-gateway-signature"]);
  const [, at = "", v1 = ""] = /^t=(\d+),v1=([0-9a-f]{64})/.exec(signature) ?? [];
  expect(createHmac("sha256", secret).update(`${at}.${first?.body}`).digest("hex")).toBe(v1);
  const { id } = (budget.body as { budget: { id: string } }).budget;
  expect(JSON.parse(first?.body ?? "{}")).toMatchObject({ type: "budget_exceeded", details: { budgetId: id } });
  const refusals = (): Hook[] =>
    told().filter(({ body }) => (JSON.parse(body) as { details: { percent?: number } }).details.percent === undefined);
  expect(refusals()).toHaveLength(1);
});
