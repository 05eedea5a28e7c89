import { describe, expect, it } from "vitest";
import type { Log } from "../../../src/client/api.ts";
import { mergeRows, unseenOf } from "./merge-rows.ts";

const log = (requestId: string, second: number): Log =>
  ({ requestId, timestamp: `2026-11-21T12:00:${String(second).padStart(2, "0")}.000Z` }) as Log;

describe("rows that come in", () => {
  it("are those that are not there yet, also of one id", () => {
    const found = [log("a", 3), log("b", 2), log("a", 1)];
    expect(unseenOf(found, [log("b", 2), log("a", 1)], false)).toEqual([log("a", 3)]);
    expect(unseenOf(found, [], true)).toEqual(found);
  });

  it("are not what the list's next page brings", () => {
    const found = [log("new", 9), log("late", 6), log("older", 4)];
    expect(unseenOf(found, [log("b", 7), log("a", 5)], true)).toEqual([log("new", 9), log("late", 6)]);
    expect(unseenOf(found, [log("b", 7), log("a", 5)], false)).toHaveLength(3);
  });

  it("stand by the time at which they arrived", () => {
    const rows = mergeRows([log("new", 9), log("slow", 4)], [log("b", 5), log("a", 3)]);
    expect(rows.map(({ requestId }) => requestId)).toEqual(["new", "b", "slow", "a"]);
  });
});
