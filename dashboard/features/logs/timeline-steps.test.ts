import { describe, expect, it } from "vitest";
import type { LogWithReceipt } from "../../../src/client/api.ts";
import { stretchesOf } from "./timeline-steps.ts";

const LOG = {
  provider: "openai",
  model: "gpt-4o-mini",
  nativeModel: "gpt-4o-mini",
  status: 200,
  errorCode: null,
  cached: false,
  latencyMs: 100,
  overheadMs: 1,
  attempts: [],
} as unknown as LogWithReceipt;

const attempt = (provider: string, status: number | null, latencyMs: number) => ({
  provider,
  model: "m",
  status,
  errorCode: status === 200 ? null : "upstream_error",
  latencyMs,
});

const shape = (log: LogWithReceipt) =>
  stretchesOf(log).map(({ label, startMs, lengthMs, kind }) => [label, startMs, lengthMs, kind]);

describe("a request's stretches of time", () => {
  it("gives all but the gateway's time to who answered at once", () => {
    expect(shape(LOG)).toEqual([
      ["Gateway", 0, 1, "gateway"],
      ["openai/gpt-4o-mini", 1, 99, "attempt"],
    ]);
  });

  it("puts attempts one after the other, and none beyond the end", () => {
    const attempts = [attempt("a", 503, 30), attempt("b", null, 20), attempt("c", 200, 80)];
    expect(shape({ ...LOG, attempts })).toEqual([
      ["Gateway", 0, 1, "gateway"],
      ["a/m", 1, 30, "failed"],
      ["b/m", 31, 20, "failed"],
      ["c/m", 51, 49, "attempt"],
    ]);
  });

  it("places nothing where the gateway waited between attempts", () => {
    const attempts = [attempt("a", 503, 2), attempt("b", 200, 10)];
    expect(shape({ ...LOG, attempts })).toEqual([
      ["Gateway", 0, 1, "gateway"],
      ["a/m", 0, 2, "failed"],
      ["b/m", 0, 10, "attempt"],
      ["Waited between calls", 0, 87, "gateway"],
    ]);
  });

  it("has the gateway alone for what was refused or came from the cache", () => {
    expect(shape({ ...LOG, provider: null, overheadMs: 100 })).toEqual([["Gateway", 0, 100, "gateway"]]);
    expect(shape({ ...LOG, cached: true, overheadMs: 2, latencyMs: 2 })).toEqual([["Gateway", 0, 2, "gateway"]]);
  });
});
