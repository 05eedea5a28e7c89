import { describe, expect, it } from "vitest";
import { besideChosen } from "./beside-chosen.ts";
import type { Candidate } from "./receipt.ts";

const CHOSEN: Candidate = {
  model: "a/one",
  expected_cost_usd: 0.001,
  expected_latency_ms: 300,
  quality: 0.8,
  uptime: 1,
  circuit: "closed",
};
const NOBODY_FAILED = { chosen: CHOSEN, threshold: 0.7, attempts: [] };
const other = (over: Partial<Candidate>): Candidate => ({ ...CHOSEN, model: "b/two", ...over });

describe("a candidate beside the chosen one", () => {
  it.each([
    [{}, []],
    [{ expected_cost_usd: 0.00102 }, ["costs 2.0 % more"]],
    [{ expected_cost_usd: 0.0034, quality: 0.9 }, ["costs 3.4 × as much"]],
    [{ expected_cost_usd: 0.0005, quality: 0.6 }, ["below the wanted quality", "lower quality"]],
    [{ expected_latency_ms: 420 }, ["120 ms slower"]],
    [{ expected_latency_ms: null }, ["speed not known"]],
    [{ circuit: "open", uptime: 0.4 }, ["failed lately", "fails more often"]],
    [{ expected_cost_usd: null }, []],
  ])("%j: %j", (over, said) => {
    expect(besideChosen(other(over), NOBODY_FAILED)).toEqual(said);
  });

  it("that was asked says how that ended", () => {
    const attempt = { provider: "b", model: "two", status: 503, errorCode: "overloaded", latencyMs: 5 };
    const comparison = { ...NOBODY_FAILED, attempts: [attempt, attempt] };
    expect(besideChosen(other({ expected_cost_usd: 9 }), comparison)).toEqual(["asked 2 times: overloaded"]);
  });

  it("says nothing where there is nobody to compare with, nor of the chosen one", () => {
    expect(besideChosen(other({ quality: 0.1 }), { ...NOBODY_FAILED, chosen: undefined })).toEqual([]);
    expect(besideChosen(CHOSEN, NOBODY_FAILED)).toEqual([]);
  });
});
