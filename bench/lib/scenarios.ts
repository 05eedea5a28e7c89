import type { BodySpec } from "./bodies.ts";
import type { LoadShape } from "./load.ts";

export const scenarioNames = [
  "json-1kb",
  "json-50kb",
  "burst-100",
  "paced",
  "streams-500",
  "abort",
  "rate-200",
] as const;
export type ScenarioName = (typeof scenarioNames)[number];

export interface Scenario {
  body: BodySpec;
  load: Omit<LoadShape, "bodyFile" | "stream">;
  /** Run once per peer before its first measured round; none where an earlier scenario has warmed the same code. */
  warmUp?: Partial<LoadShape>;
  /** Wait after the load until deferred work (logs, journal, garbage) has shown up in the CPU time. */
  settleMs: number;
  /** Errors are a result of this scenario; elsewhere they make the sample void. */
  countsErrors: boolean;
}

const oneKb = 1_000;
/** Stream starts are spread so that chunks of different streams do not fall on the same instants. */
const rampMs = 990;

export const scenarios: Record<ScenarioName, Scenario> = {
  "json-1kb": {
    body: { name: "json-1kb", approximateBytes: oneKb },
    load: { connections: 64, durationMs: 3_000, deadlineMs: 15_000 },
    warmUp: { durationMs: 2_500 },
    settleMs: 500,
    countsErrors: false,
  },
  "json-50kb": {
    body: { name: "json-50kb", approximateBytes: 50_000 },
    load: { connections: 64, durationMs: 3_000, deadlineMs: 15_000 },
    warmUp: { durationMs: 1_500 },
    settleMs: 500,
    countsErrors: false,
  },
  "burst-100": {
    body: { name: "burst-100", approximateBytes: oneKb, stream: { events: 100, paceMs: 0 } },
    load: { connections: 32, durationMs: 3_000, deadlineMs: 15_000 },
    warmUp: { durationMs: 1_500 },
    settleMs: 500,
    countsErrors: false,
  },
  paced: {
    body: { name: "paced", approximateBytes: oneKb, stream: { events: 64, paceMs: 20 } },
    load: { connections: 100, requests: 200, rampMs, paceMs: 20, deadlineMs: 15_000 },
    warmUp: { requests: 100 },
    settleMs: 500,
    countsErrors: false,
  },
  "streams-500": {
    // 5,000 chunks a second. At 20 ms it would be 25,000, more than one core of any candidate on Node can do.
    body: { name: "streams-500", approximateBytes: oneKb, stream: { events: 40, paceMs: 100 } },
    load: { connections: 500, requests: 500, rampMs, paceMs: 100, deadlineMs: 15_000 },
    settleMs: 0,
    countsErrors: true,
  },
  abort: {
    // 5 s of stream, so that an upstream request left running is still there when the 2 s are over.
    body: { name: "abort", approximateBytes: oneKb, stream: { events: 250, paceMs: 20 } },
    load: { connections: 200, requests: 200, abort: true, deadlineMs: 10_000 },
    settleMs: 0,
    countsErrors: true,
  },
  "rate-200": {
    body: { name: "rate-200", approximateBytes: oneKb },
    load: { connections: 64, ratePerSecond: 200, durationMs: 8_000, deadlineMs: 15_000 },
    // Quick enough that compilers have settled before the slow measured run.
    warmUp: { ratePerSecond: 2_000, durationMs: 3_000 },
    settleMs: 0,
    countsErrors: false,
  },
};
