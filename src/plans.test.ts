import { expect, it } from "vitest";
import { limitsOfPlan } from "./plans.ts";

it.each([
  ["free", {}, { rpm: 20, tpm: 40_000, rpd: 1_000 }],
  ["starter", {}, { rpm: 100, tpm: 200_000, rpd: 10_000 }],
  ["pro", {}, { rpm: 500, tpm: 1_000_000, rpd: 100_000 }],
  ["enterprise", {}, {}],
  // An organization may bound itself further, and not beyond its plan.
  ["free", { rpm: 5, tpm: 1_000_000, parallel: 2 }, { rpm: 5, tpm: 40_000, rpd: 1_000, parallel: 2 }],
  ["enterprise", { rpm: 5_000, rpd: 7 }, { rpm: 5_000, rpd: 7 }],
] as const)("gives plan %s with %j its limits", (plan, own, expected) => {
  expect(limitsOfPlan(plan, own)).toEqual(expected);
});
