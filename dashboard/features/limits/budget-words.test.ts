import { describe, expect, it } from "vitest";
import type { Budget } from "../../../src/client/api.ts";
import { anyValueOf, logsOf, percentsOf, resetTime, subjectOf, titleOf, toneOf } from "./budget-words.ts";

const BUDGET: Budget = {
  ...{ id: "bud_1", organizationId: "org_1", name: "", scope: "project", scopeId: "proj_1", period: "month" },
  ...{ limitUsd: 10, hard: true, allowUnpriced: false, thresholds: [50, 100], spentUsd: 0, remainingUsd: 10 },
  ...{ resetsAt: null, topTag: null, createdBy: null, createdAt: "", updatedAt: "" },
};
const NAMES = new Map([["proj_1", "Search"]]);

describe("words of budgets", () => {
  it.each([
    ["organization", "org_1", "Whole organization"],
    ["project", "proj_1", "Project Search"],
    ["project", "proj_2", "Project proj_2"],
    ["key", "key_1", "Key key_1"],
    ["tag", "team=search", "Tag team=search"],
    ["tag", "user=*", "Each value of the tag user"],
    ["tag", "a=*b", "Tag a=*b"],
  ] as const)("%s %s is %s", (scope, scopeId, subject) => {
    expect(subjectOf({ scope, scopeId }, NAMES)).toBe(subject);
  });

  it("is called by its name, else by what it bounds", () => {
    expect(titleOf({ ...BUDGET, name: "Mine" }, NAMES)).toBe("Mine");
    expect(titleOf(BUDGET, NAMES)).toBe("Project Search, a month");
  });

  it.each([
    [null, "neutral"],
    [4.99, "accent"],
    [5, "warn"],
    [10, "bad"],
    [12, "bad"],
  ])("warns from the first threshold on: %s is %s", (spentUsd, tone) => {
    expect(toneOf({ ...BUDGET, spentUsd })).toBe(tone);
  });

  it.each([
    ["80, 100", [80, 100]],
    ["80% 100 %", [80, 100]],
    ["", []],
    ["0", null],
    ["1001", null],
    ["half", null],
    ["1.5", null],
  ])("reads %j as %j", (typed, percents) => {
    expect(percentsOf(typed)).toEqual(percents);
  });

  it("finds the requests of what is bounded; of each value of a tag, those of the one that spent most", () => {
    expect(logsOf(BUDGET)).toEqual({ project: "proj_1" });
    expect(logsOf({ scope: "organization", scopeId: "org_1", topTag: null })).toEqual({});
    expect(logsOf({ scope: "tag", scopeId: "team=a=b", topTag: null })).toEqual({ tag: "team:a=b" });
    expect(logsOf({ scope: "tag", scopeId: "user=*", topTag: null })).toEqual({});
    expect(logsOf({ scope: "tag", scopeId: "user=*", topTag: "user=42" })).toEqual({ tag: "user:42" });
    expect(anyValueOf("user=42")).toBeNull();
  });

  it("tells resets in the organization's zone", () => {
    expect(resetTime("2026-11-30T23:00:00.000Z", "Europe/Rome")).toBe("Tue 1 Dec, 00:00");
  });
});
