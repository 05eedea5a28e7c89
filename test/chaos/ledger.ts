import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import type { Gateway } from "../harness/gateway.ts";
import type { Load } from "./load.ts";

interface LogRow {
  readonly requestId: string;
  readonly status: number;
  readonly errorCode: string | null;
  readonly costNanos: number;
}

/** Dollars of an answer as whole nano-dollars. */
export function nanosOf(usd: number): number {
  return Math.round(usd * 1e9);
}

/** Every entry of the request log, page by page. */
async function allLogs(gateway: Gateway): Promise<LogRow[]> {
  const rows: LogRow[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const query: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const { status, body } = await gateway.api("GET", `/logs?limit=200${query}`);
    expect(status, JSON.stringify(body)).toBe(200);
    const page = body as { logs: Array<Record<string, unknown>>; nextCursor: string | null };
    for (const entry of page.logs) rows.push(rowOf(entry));
    cursor = page.nextCursor;
  }
  return rows;
}

function rowOf(entry: Record<string, unknown>): LogRow {
  const cost = entry["cost"] as { totalUsd: number | null };
  return {
    requestId: String(entry["requestId"]),
    status: Number(entry["status"]),
    errorCode: entry["errorCode"] as string | null,
    costNanos: cost.totalUsd === null ? 0 : nanosOf(cost.totalUsd),
  };
}

/** What the key says it has spent, in nano-dollars. */
async function spentNanos(gateway: Gateway): Promise<number> {
  const headers = { authorization: `Bearer ${gateway.apiKey}` };
  const body = (await (await fetch(`${gateway.url}/v1/key`, { headers })).json()) as { usage: { spent_usd: number } };
  return nanosOf(body.usage.spent_usd);
}

/** Every entry, once the log has stood still for a while. */
async function settledLogs(gateway: Gateway, timeoutMs = 20_000): Promise<LogRow[]> {
  const deadline = Date.now() + timeoutMs;
  let rows = await allLogs(gateway);
  for (let still = 0; still < 2 && Date.now() < deadline; ) {
    await sleep(800);
    const again = await allLogs(gateway);
    still = again.length === rows.length ? still + 1 : 0;
    rows = again;
  }
  return rows;
}

/** The books: nothing that a client holds is lost, doubled or charged otherwise than it was told. */
export async function expectExactBooks(gateway: Gateway, load: Load): Promise<void> {
  const rows = await settledLogs(gateway);
  const byId = new Map<string, LogRow>();
  const doubled: string[] = [];
  for (const row of rows) {
    if (byId.has(row.requestId)) doubled.push(row.requestId);
    byId.set(row.requestId, row);
  }
  const lost = [...load.received.keys()].filter((id) => !byId.has(id));
  const wrong = [...load.received].flatMap(([id, { costNanos }]) => {
    const row = byId.get(id);
    return row === undefined || (row.costNanos === costNanos && row.status === 200) ? [] : [{ id, costNanos, row }];
  });
  expect({ lost, doubled, wrong }).toEqual({ lost: [], doubled: [], wrong: [] });
  expect(rows.filter((row) => !load.sent.has(row.requestId))).toEqual([]);
  const owed = rows.reduce((sum, row) => sum + row.costNanos, 0);
  // A key that was looked up is refreshed behind the answer: what it tells is up to a second old, and one look behind.
  await expect.poll(() => spentNanos(gateway), { timeout: 10_000, interval: 600 }).toBe(owed);
  await sleep(2_000);
  expect(await spentNanos(gateway)).toBe(owed);
  expect(load.falselyComplete).toEqual([]);
  expect(load.hung).toBe(0);
}

/** A repeatable source of chance. (mulberry32) */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
