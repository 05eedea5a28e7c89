import { expect, it } from "vitest";
import { emptyUsage } from "../../canonical/usage.ts";
import type { RequestRecord } from "../metering/record.ts";
import { usedOfRecord } from "./used-of-record.ts";

const ROUTE = { project: "shop", route: "support", configId: "cfg_1", version: 3 };

function used(more: Partial<RequestRecord>) {
  const usage = { ...emptyUsage(), inputTokens: 10, cacheReadTokens: 5, outputTokens: 20, reasoningTokens: 2 };
  const record = { usage, totalNanos: 100, paidBy: "own-key", provider: "a", cached: false, ...more };
  return usedOfRecord(record as RequestRecord);
}

it("tells tokens and money, and parts only of a route", () => {
  expect(used({})).toEqual({ tokens: 37, nanos: 100, creditsNanos: 0, parts: undefined });
  expect(used({ paidBy: "credits", totalNanos: null })).toMatchObject({ nanos: 0, creditsNanos: 0 });
  expect(used({ paidBy: "credits" }).creditsNanos).toBe(100);
});

it.each<[string, Partial<RequestRecord>, object]>([
  ["known", { route: { ...ROUTE, inputNanos: 30 } }, { input_nanos: 30, output_nanos: 70 }],
  ["free", { route: ROUTE, totalNanos: 0 }, { input_nanos: 0, output_nanos: 0 }],
  ["not known", { route: ROUTE, totalNanos: null }, { input_nanos: 0, output_nanos: 0 }],
  // Of an older record: what was reserved stays.
  ["not told by part", { route: ROUTE }, {}],
])("splits money that is %s", (_name, more, expected) => {
  expect(used(more).parts).toEqual({ input_tokens: 15, output_tokens: 22, ...expected });
});

it.each<[string, Partial<RequestRecord>, number | undefined]>([
  ["told", { usage: { ...emptyUsage(), media: { audioInputMs: 900 } } }, 900],
  ["not told", {}, undefined],
  ["of nobody", { provider: null }, 0],
  ["out of the cache", { cached: true }, 0],
])("takes sound whose length is %s", (_name, more, expected) => {
  expect(used({ route: ROUTE, ...more }).parts?.audio_ms).toBe(expected);
});
