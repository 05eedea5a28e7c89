import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { openStore } from "../../src/store/sql/open-store.ts";
import { silent } from "../../src/store/sql/testing/engines.ts";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import { hangAfter, startUpstream, type Upstream } from "../upstream/index.ts";
import { eventsOf, textOf } from "./read-stream.ts";

const STREAMS = 100;
const WORDS = 12;
const BOUND_MS = 2_000;

interface Made {
  readonly project: { readonly id: string };
  readonly apiKey: { readonly id: string };
  readonly key: string;
}

describe("deleting a project during 100 active streams", () => {
  let upstream: Upstream;
  let gateway: Gateway;
  let dataDir = "";
  beforeAll(async () => {
    upstream = await startUpstream();
    // Speaks twelve words, then says nothing for good: only the deletion can end such a stream.
    upstream.respond(hangAfter(WORDS));
    dataDir = await mkdtemp(join(tmpdir(), "llm-gateway-delete-"));
    gateway = await startGateway({ upstream, dataDir, env: { DRAIN_TIMEOUT_MS: "500" } });
  });
  afterAll(async () => {
    await gateway.stop();
    await upstream.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  /** Opens a stream and reads it as it comes; on Anthropic's wire for odd numbers. */
  const open = async (key: string, index: number) => {
    const anthropic = index % 2 === 1;
    const model = anthropic ? "anthropic/claude-3-5-haiku-20241022" : "openai/gpt-4o-mini";
    const response = await fetch(`${gateway.url}${anthropic ? "/v1/messages" : "/v1/chat/completions"}`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({ model, stream: true, max_tokens: 500, messages: [{ role: "user", content: "count" }] }),
    });
    const stream = { anthropic, status: response.status, text: "", endedMs: Number.NaN, done: Promise.resolve() };
    const read = async (): Promise<void> => {
      const decoder = new TextDecoder();
      for await (const part of response.body ?? []) stream.text += decoder.decode(part as Uint8Array, { stream: true });
      stream.endedMs = performance.now();
    };
    stream.done = read();
    // One of them is cut by the end of the gateway, before anybody waits for it.
    stream.done.catch(() => undefined);
    return stream;
  };
  const wordsOf = (text: string): number =>
    textOf(text)
      .split(/\s+/)
      .filter((word) => word !== "").length;

  it("ends them in-band within two seconds and bills what was produced", async () => {
    const { project } = (await gateway.api("POST", "/projects", { name: "Doomed" })).body as Made;
    const made = await gateway.api("POST", "/api-keys", { projectId: project.id, description: "Doomed" });
    const { key, apiKey } = made.body as Made;
    const streams = await Promise.all(Array.from({ length: STREAMS }, (_, index) => open(key, index)));
    expect(streams.map(({ status }) => status)).toEqual(streams.map(() => 200));
    for (const stream of streams) while (wordsOf(stream.text) < WORDS) await sleep(5);
    const bystander = await open(gateway.apiKey, 0);

    const deletedMs = performance.now();
    expect((await gateway.api("DELETE", `/projects/${project.id}`)).status).toBe(200);
    await Promise.all(streams.map(({ done }) => done));
    const slowest = Math.max(...streams.map(({ endedMs }) => endedMs - deletedMs));
    expect(slowest).toBeLessThan(BOUND_MS);

    for (const { anthropic, text } of streams) {
      const events = eventsOf(text);
      const last = JSON.parse(events.at(-1)?.data ?? "null") as { type?: string; error?: { message: string } };
      expect(last.error?.message).toMatch(/project was deleted/);
      if (anthropic) expect([events.at(-1)?.event, last.type]).toEqual(["error", "error"]);
      expect(text).not.toMatch(/\[DONE\]|message_stop/);
    }
    expect(bystander.endedMs).toBeNaN();
    expect((await open(key, 0)).status).toBe(401);

    await gateway.stop();
    await bystander.done.catch(() => undefined);
    const store = await openStore({ dataDir, log: silent, clock: systemClock });
    const rows = await store.db
      .selectFrom("request_logs")
      .select(["provider", "completion_tokens", "total_nanos", "status"])
      .where("project_id", "=", project.id)
      .execute();
    const usage = await store.db.selectFrom("api_key_usage").selectAll().where("api_key_id", "=", apiKey.id).execute();
    await store.close();
    const billed = rows.filter(({ provider }) => provider !== null);
    expect(billed).toHaveLength(STREAMS);
    for (const row of billed)
      expect([row.completion_tokens >= WORDS / 2, (row.total_nanos ?? 0) > 0]).toEqual([true, true]);
    const spent = billed.reduce((sum, row) => sum + (row.total_nanos ?? 0), 0);
    expect(usage).toMatchObject([{ requests: rows.length, spent_nanos: spent }]);
  });
});
