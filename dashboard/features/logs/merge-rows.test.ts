import { describe, expect, it } from "vitest";
import type { Log } from "../../../src/client/api.ts";
import { mergeRows, unseenOf } from "./merge-rows.ts";

const log = (requestId: string, second: number): Log =>
  ({ requestId, timestamp: `2026-11-21T12:00:${String(second).padStart(2, "0")}.000Z` }) as Log;

describe("rows that come in", () => {
  it("are those that are not there yet, also of one id", () => {
    expect(unseenOf([log("a", 3), log("b", 2), log("a", 1)], [log("a", 1), log("b", 2)])).toEqual([log("a", 3)]);
  });

  it("stand by the time at which they arrived", () => {
    const rows = mergeRows([log("new", 9), log("slow", 4)], [log("b", 5), log("a", 3)]);
    expect(rows.map(({ requestId }) => requestId)).toEqual(["new", "b", "slow", "a"]);
  });
});
