import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Journal } from "../gateway/metering/journal.ts";
import type { RequestRecord } from "../gateway/metering/record.ts";
import { JournalReader } from "./journal-reader.ts";

let dir = "";
let current = "";
let applied: number[][] = [];
let failing = 0;
const warn = vi.fn();
const log = { debug: warn, info: warn, warn, error: warn };

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "reader-"));
  applied = [];
  failing = 0;
  current = "";
  warn.mockClear();
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function reader(): JournalReader {
  const apply = (records: RequestRecord[]): Promise<void> => {
    if (failing > 0) {
      failing -= 1;
      return Promise.reject(outage("store is down"));
    }
    applied.push(records.map((record) => (record as unknown as { n: number }).n));
    return Promise.resolve();
  };
  return new JournalReader({ dir, currentSegment: () => current, apply, log, keepAppliedMs: 0, now: Date.now });
}

function segment(name: string, text: string): string {
  const path = join(dir, `${name}.ndjson`);
  writeFileSync(path, text);
  return path;
}

const line = (n: number, size = 0): string =>
  `${JSON.stringify({ requestId: `req_${n}`, n, filler: "é".repeat(size) })}\n`;
const outage = (message: string): Error => Object.assign(new Error(message), { code: "ECONNREFUSED" });
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

describe("drain", () => {
  it("applies finished segments, oldest first, and deletes them", async () => {
    const paths = [segment("2", line(3)), segment("1", line(1) + line(2))];
    expect(await reader().drain()).toBe(3);
    expect(applied.flat()).toEqual([1, 2, 3]);
    expect(paths.map((path) => existsSync(path))).toEqual([false, false]);
  });

  it("reads the running segment up to the last whole line and goes on from there", async () => {
    current = segment("1", `${line(1)}{"requestId":"req_2","n":`);
    const own = reader();
    expect(await own.drain()).toBe(1);
    expect(await own.drain()).toBe(0);
    appendFileSync(current, `2}\n${line(3)}`);
    expect(await own.drain()).toBe(2);
    expect(applied).toEqual([[1], [2, 3]]);
    expect(existsSync(current)).toBe(true);
    current = segment("2", "");
    expect(await own.drain()).toBe(0);
    expect(existsSync(join(dir, "1.ndjson"))).toBe(false);
  });

  it("leaves out a torn last line of a dead writer", async () => {
    segment("1", `${line(1)}{"n":2,"fil`);
    expect(await reader().drain()).toBe(1);
    expect(applied).toEqual([[1]]);
    expect(existsSync(join(dir, "1.ndjson"))).toBe(false);
  });

  it.each(["{broken}", "\u0000\u0000\u0000", "", "   "])("skips the line %j and applies the others", async (bad) => {
    segment("1", `${line(1)}${bad}\n${line(2)}`);
    expect(await reader().drain()).toBe(2);
    expect(applied.flat()).toEqual([1, 2]);
  });

  // JSON, but no record: handed on, it makes apply() throw for ever and nothing after it is ever applied.
  it.each(["null", "7", '"x"', "[]", "{}", '{"requestId":7}'])("skips the line %j, which is no record", async (bad) => {
    segment("1", `${line(1)}${bad}\n${line(2)}`);
    expect(await reader().drain()).toBe(2);
    expect(applied.flat()).toEqual([1, 2]);
  });

  it("tells of a skipped line without its content", async () => {
    segment("1", '{"secret":"sk-live-123"\n');
    await reader().drain();
    expect(warn).toHaveBeenCalledTimes(1);
    expect(JSON.stringify(warn.mock.calls)).not.toContain("sk-live");
  });

  it("reads more than a chunk, and lines longer than one, across chunk borders", async () => {
    const text =
      range(0, 300)
        .map((n) => line(n, 1_500 + n))
        .join("") +
      line(300, 400_000) +
      line(301);
    segment("1", text);
    expect(await reader().drain()).toBe(302);
    expect(applied.flat()).toEqual(range(0, 302));
    expect(applied.length).toBeGreaterThan(1);
  });

  it("loses nothing when applying fails, and repeats nothing that succeeded", async () => {
    const text = range(0, 300)
      .map((n) => line(n, 1_500))
      .join("");
    const path = segment("1", text);
    const own = reader();
    failing = 1;
    await expect(own.drain()).rejects.toThrow("store is down");
    expect(existsSync(path)).toBe(true);
    expect(await own.drain()).toBe(300);
    expect(applied.flat()).toEqual(range(0, 300));
  });

  it("goes on after the chunk that was applied when a later one fails", async () => {
    segment(
      "1",
      range(0, 600)
        .map((n) => line(n, 700))
        .join(""),
    );
    const apply = vi.fn<(records: RequestRecord[]) => Promise<void>>().mockResolvedValue(undefined);
    apply.mockResolvedValueOnce(undefined).mockRejectedValueOnce(outage("down"));
    const own = new JournalReader({ dir, currentSegment: () => "", apply, log, keepAppliedMs: 0, now: Date.now });
    await expect(own.drain()).rejects.toThrow("down");
    await own.drain();
    const seen = apply.mock.calls.map(([records]) => records.length);
    expect(seen[1]).toBe(seen[2]);
    expect(seen.reduce((sum, count) => sum + count, 0) - (seen[1] ?? 0)).toBe(600);
  });

  it("puts records aside that the store will not take, and applies the others", async () => {
    const path = segment(
      "1",
      range(0, 5)
        .map((n) => line(n))
        .join(""),
    );
    const taken: number[] = [];
    const apply = (records: RequestRecord[]): Promise<void> => {
      const numbers = records.map((record) => (record as unknown as { n: number }).n);
      if (numbers.some((n) => n === 1 || n === 3))
        return Promise.reject(Object.assign(new Error("bad value"), { code: "22P02" }));
      taken.push(...numbers);
      return Promise.resolve();
    };
    const own = new JournalReader({ dir, currentSegment: () => "", apply, log, keepAppliedMs: 0, now: Date.now });
    expect(await own.drain()).toBe(3);
    expect(taken).toEqual([0, 2, 4]);
    expect(existsSync(path)).toBe(false);
    const aside = join(dir, "rejected.ndjson");
    expect(readFileSync(aside, "utf8")).toBe(line(1) + line(3));
    expect(statSync(aside).mode & 0o777).toBe(0o600);
    expect(warn).toHaveBeenCalledTimes(2);
    expect(await own.drain()).toBe(0);
    expect(existsSync(aside)).toBe(true);
  });

  it("puts nothing aside when the store goes away in between", async () => {
    const path = segment("1", line(1) + line(2));
    const apply = vi.fn<(records: RequestRecord[]) => Promise<void>>().mockResolvedValue(undefined);
    apply
      .mockRejectedValueOnce(new Error("poison"))
      .mockRejectedValueOnce(new Error("poison"))
      .mockRejectedValueOnce(outage("down"));
    const own = new JournalReader({ dir, currentSegment: () => "", apply, log, keepAppliedMs: 0, now: Date.now });
    await expect(own.drain()).rejects.toThrow("down");
    expect([existsSync(path), existsSync(join(dir, "rejected.ndjson"))]).toEqual([true, false]);
    expect(await own.drain()).toBe(2);
  });

  it("ignores other files and an empty folder", async () => {
    expect(await reader().drain()).toBe(0);
    writeFileSync(join(dir, "lock"), "1");
    expect(await reader().drain()).toBe(0);
    expect(existsSync(join(dir, "lock"))).toBe(true);
  });

  it("applies every record of a journal that rotates while it is read, once", async () => {
    const journal = new Journal({ dir, sync: "group", segmentBytes: 300, now: () => 1, onError: () => {} });
    const own = new JournalReader({
      dir,
      currentSegment: () => journal.currentSegment,
      apply: (records) => Promise.resolve(void applied.push(records.map((r) => (r as unknown as { n: number }).n))),
      log,
      keepAppliedMs: 0,
      now: Date.now,
    });
    for (let n = 0; n < 200; n += 1) {
      await journal.append(JSON.stringify({ requestId: `req_${n}`, n }));
      if (n % 7 === 0) await own.drain();
    }
    journal.close();
    await own.drain();
    expect(applied.flat().sort((a, b) => a - b)).toEqual(range(0, 200));
  });
});

it("keeps an applied segment for the time asked, applying it once", async () => {
  const path = segment("1", line(1) + line(2));
  let nowMs = Date.now();
  const taken: number[] = [];
  const own = new JournalReader({
    dir,
    currentSegment: () => "",
    apply: (records) => Promise.resolve(void taken.push(records.length)),
    log,
    keepAppliedMs: 60_000,
    now: () => nowMs,
  });
  await own.drain();
  await own.drain();
  expect([taken, existsSync(path)]).toEqual([[2], true]);
  nowMs += 61_000;
  await own.drain();
  expect([taken, existsSync(path)]).toEqual([[2], false]);
});
