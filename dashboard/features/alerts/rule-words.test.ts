import { describe, expect, it } from "vitest";
import { scopeWords, thresholdsOf, thresholdWords, typedThreshold } from "./rule-words.ts";

describe("thresholds of rules", () => {
  it.each([
    ["budget_threshold", "50, 90", { percents: [50, 90] }],
    ["budget_threshold", "", {}],
    ["budget_threshold", "0", null],
    ["budget_threshold", "12.5", null],
    ["key_expiring", "14 3", { days: [14, 3] }],
    ["key_expiring", "91", null],
    ["key_rotation_due", "0", { days: [0] }],
    ["spend_anomaly", "4.5", { deviations: 4.5 }],
    ["spend_anomaly", "4 5", null],
    ["spend_anomaly", "2", null],
    ["error_rate_anomaly", "many", null],
    ["low_balance", "", {}],
  ] as const)("%s takes %j as %j", (kind, typed, thresholds) => {
    expect(thresholdsOf(kind, typed)).toEqual(thresholds);
  });

  it("are typed and told as they were set", () => {
    expect(typedThreshold({ thresholds: { percents: [50, 90] } })).toBe("50, 90");
    expect(typedThreshold({ thresholds: { deviations: 6 } })).toBe("6");
    expect(typedThreshold({ thresholds: {} })).toBe("");
    expect(thresholdWords({ kind: "key_expiring", thresholds: {} })).toBe("by default: 7, 1");
    expect(thresholdWords({ kind: "low_balance", thresholds: {} })).toBeNull();
  });
});

it("says what a rule is narrowed to", () => {
  expect(scopeWords({}, new Map())).toBe("everything");
  expect(scopeWords({ projectId: "proj_1", budgetId: "daily_usd" }, new Map([["proj_1", "Search"]]))).toBe(
    "project Search, budget daily limit of the organization",
  );
});
