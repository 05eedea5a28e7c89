import { describe, expect, it } from "vitest";
import { ruleMatches } from "../../store/alerts/rule-matches.ts";
import { factsOf, textOf, titleOf } from "../../store/alerts/texts.ts";
import type { AlertDetails, AlertKind, AlertScope, AlertThresholds } from "../../store/sql/tables/alerts.ts";
import { delayAfter, retryAfterMs } from "./backoff.ts";
import { budgetEvents } from "./budgets.ts";
import { daysReached } from "./keys.ts";
import { signatureOf } from "./signature.ts";
import type { WatchedBudget } from "./watched-budgets.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

describe("waits between attempts", () => {
  it("are a minute to half a day, a fifth longer or shorter", () => {
    const minutes = (random: number) =>
      [1, 2, 3, 4, 5, 6].map((attempts) => (delayAfter(attempts, null, () => random) ?? 0) / MINUTE_MS);
    expect(minutes(0.5)).toEqual([1, 5, 30, 120, 720, 0]);
    expect(minutes(0)).toEqual([0.8, 4, 24, 96, 576, 0]);
    expect(minutes(1)).toEqual([1.2, 6, 36, 144, 864, 0]);
    expect(delayAfter(6, DAY_MS, () => 0.5)).toBeNull();
  });

  it.each<[string | null, number | null]>([
    [null, null],
    ["120", 120_000],
    [" 0 ", 0],
    ["-5", null],
    ["1.5", null],
    ["soon", null],
    ["99999999999999999999", null],
    ["Sat, 21 Nov 2026 12:00:30 GMT", 30_000],
    ["Sat, 21 Nov 2020 12:00:30 GMT", 0],
  ])("Retry-After %j is %j ms", (header, expected) => {
    expect(retryAfterMs(header, Date.UTC(2026, 10, 21, 12))).toBe(expected);
  });

  it("are a day at most, whatever the receiver asks for", () => {
    expect(delayAfter(1, 1e12, () => 0.5)).toBe(DAY_MS);
  });
});

it("a signature has one v1 for each secret, as openssl computes it", () => {
  const [t, one, two, ...more] = signatureOf('{"a":1}', ["whsec_one", "whsec_two"], 1_700_000_000_999).split(",");
  expect([t, one, more]).toEqual([
    "t=1700000000",
    "v1=3c2a43f6f69d57ddfe8e506b006b338393c7a8c400e77c5f191ba17e15763c74",
    [],
  ]);
  expect(two).toMatch(/^v1=[0-9a-f]{64}$/);
});

describe("rules", () => {
  it.each<[AlertKind, AlertScope, AlertThresholds, AlertDetails, boolean]>([
    ["low_balance", {}, {}, {}, true],
    ["budget_exceeded", { projectId: "proj_1" }, {}, { projectId: "proj_1" }, true],
    ["budget_exceeded", { projectId: "proj_1" }, {}, { projectId: "proj_2" }, false],
    ["budget_exceeded", { projectId: "proj_1" }, {}, {}, false],
    ["budget_threshold", {}, { percents: [50, 90] }, { percent: 50, byDefault: false }, true],
    ["budget_threshold", {}, { percents: [50, 90] }, { percent: 80, byDefault: true }, false],
    ["budget_threshold", {}, {}, { percent: 80, byDefault: true }, true],
    ["budget_threshold", {}, {}, { percent: 50, byDefault: false }, false],
    ["budget_threshold", {}, {}, { percent: 80 }, true],
    ["spend_anomaly", {}, {}, { deviations: 6 }, true],
    ["spend_anomaly", {}, {}, { deviations: 5.9 }, false],
    ["spend_anomaly", {}, {}, {}, false],
    ["error_rate_anomaly", {}, { deviations: 3 }, { deviations: 3 }, true],
    ["key_expiring", {}, {}, { daysBefore: 7 }, true],
    ["key_expiring", {}, {}, { daysBefore: 30 }, false],
    ["key_expiring", {}, { days: [30] }, { daysBefore: 30 }, true],
    ["key_rotation_due", {}, {}, { daysBefore: 0 }, true],
    ["circuit_opened", { provider: "openai" }, {}, { provider: "anthropic" }, false],
  ])("%s %j %j is about %j: %j", (kind, scope, thresholds, details, expected) => {
    expect(ruleMatches({ scope, thresholds }, kind, details)).toBe(expected);
  });
});

describe("texts", () => {
  it.each<[AlertKind, AlertDetails, string]>([
    [
      "budget_threshold",
      { scope: "organization", percent: 80, limitNanos: 100e9, period: "month" },
      "The organization has used 80 % of its $100.00 budget of the month.",
    ],
    [
      "budget_exceeded",
      { scope: "key", scopeId: "key_1", name: null, limitNanos: 5e9, period: "total" },
      "The key key_1 has used up its $5.00 budget.",
    ],
    ["low_balance", {}, "Credits are low."],
    ["circuit_opened", { provider: "openai", reason: "server" }, "openai fails (server): requests go to others first."],
    ["key_disabled", { description: "a\r\nBcc: eve" }, "The API key 'a Bcc: eve' was disabled."],
  ])("%s", (kind, details, expected) => {
    expect(textOf(kind, details)).toBe(expected);
    expect(titleOf(kind)).not.toBe("");
  });

  it("facts are one line each", () => {
    expect(factsOf({ name: "a\nb", spentNanos: 1e9, nothing: null, list: [1] })).toEqual(["name: a b", "spentUsd: 1"]);
  });
});

it("days before a key's end count once they have come, and only those after the key was made", () => {
  const at = new Date(Date.UTC(2026, 11, 1));
  const key = { at, since: new Date(at.getTime() - 10 * DAY_MS) };
  const on = (daysLeft: number) => daysReached(key, [30, 7, 1, 0], at.getTime() - daysLeft * DAY_MS);
  expect([on(8), on(7), on(2), on(1), on(0), on(-9)]).toEqual([[], [7], [7], [7, 1], [7, 1, 0], [7, 1, 0]]);
});

describe("budgets", () => {
  const at = new Date("2026-11-21T12:00:00Z");
  const budget: WatchedBudget = {
    organizationId: "org_1",
    budgetId: "bud_1",
    name: "Search",
    scope: "project",
    scopeId: "proj_1",
    spentScopeId: "proj_1",
    period: "month",
    limitNanos: 100e9,
    hard: true,
    thresholds: [80, 100],
    timeZone: "UTC",
    startsAt: new Date("2026-11-01T00:00:00Z"),
    spentNanos: 0,
  };
  const told = (over: Partial<WatchedBudget>, asked: readonly number[] = []) =>
    budgetEvents({ ...budget, ...over }, asked, at).map(({ kind, details }) => [kind, details["percent"]]);

  it.each<[Partial<WatchedBudget>, readonly number[], unknown]>([
    [{ spentNanos: 80e9 - 1 }, [], []],
    [{ spentNanos: 80e9 }, [], [["budget_threshold", 80]]],
    [{ spentNanos: 60e9 }, [50, 80], [["budget_threshold", 50]]],
    [
      { spentNanos: 100e9 },
      [],
      [
        ["budget_threshold", 80],
        ["budget_exceeded", 100],
      ],
    ],
    [
      { spentNanos: 130e9, thresholds: [120] },
      [],
      [
        ["budget_threshold", 120],
        ["budget_exceeded", 100],
      ],
    ],
    [{ spentNanos: 99e9, startsAt: new Date("2026-10-01T00:00:00Z") }, [], []],
    [{ spentNanos: 99e9, timeZone: "Europe/Rome" }, [], []],
    [
      { spentNanos: 90e9, timeZone: "Europe/Rome", startsAt: new Date("2026-10-31T23:00:00Z") },
      [],
      [["budget_threshold", 80]],
    ],
    [{ spentNanos: 90e9, period: "total", startsAt: new Date(0) }, [], [["budget_threshold", 80]]],
    [{ spentNanos: 1, limitNanos: 0, thresholds: [] }, [], [["budget_exceeded", 100]]],
    [{ spentNanos: Number.MAX_SAFE_INTEGER - 1, limitNanos: Number.MAX_SAFE_INTEGER, thresholds: [] }, [], []],
  ])("%j, asked %j: %j", (over, asked, expected) => {
    expect(told(over, asked)).toEqual(expected);
  });

  it("names window, threshold and limit, so that each is told once and a new limit anew", () => {
    const keys = (over: Partial<WatchedBudget>) =>
      budgetEvents({ ...budget, spentNanos: 90e9, ...over }, [], at)[0]?.dedupeKey;
    expect(keys({ spentNanos: 95e9 })).toBe(keys({}));
    expect(keys({ limitNanos: 110e9 })).not.toBe(keys({}));
  });
});
