import { describe, expect, it } from "vitest";
import { PRIOR_HALF_LIFE_MS, type PriorKey, Priors } from "./priors.ts";

const NOW = 1_800_000_000_000;
const KEY: PriorKey = { organizationId: "org_a", category: "coding", modelId: "m" };
const shiftOf = (priors: Priors, over: Partial<PriorKey> = {}, nowMs = NOW): number => {
  const key = { ...KEY, ...over };
  return priors.learnedBy(key.organizationId, key.category as "coding", nowMs)(key.modelId);
};

describe("Priors", () => {
  it("moves a model by what was said, a little by one voice, never far", () => {
    const priors = new Priors();
    expect(shiftOf(priors)).toBe(0);
    priors.add(KEY, 1, 1, NOW);
    const one = shiftOf(priors);
    expect(one).toBeGreaterThan(0);
    expect(one).toBeLessThan(0.05);
    for (let i = 0; i < 10_000; i += 1) priors.add(KEY, 1, 1, NOW);
    expect(shiftOf(priors)).toBeLessThanOrEqual(0.25);
    for (let i = 0; i < 40_000; i += 1) priors.add(KEY, -1, 1, NOW);
    expect(shiftOf(priors)).toBeLessThan(0);
    expect(shiftOf(priors)).toBeGreaterThanOrEqual(-0.25);
  });
  it("is one organization's, one kind's and one model's", () => {
    const priors = new Priors();
    priors.add(KEY, 1, 1, NOW);
    expect(shiftOf(priors, { organizationId: "org_b" })).toBe(0);
    expect(shiftOf(priors, { category: "math" })).toBe(0);
    expect(shiftOf(priors, { modelId: "n" })).toBe(0);
  });
  it("counts what was said without a kind for all kinds, by half", () => {
    const priors = new Priors();
    priors.add({ ...KEY, category: "any" }, 1, 1, NOW);
    const half = shiftOf(priors, { category: "math" });
    priors.add({ ...KEY, category: "math" }, 1, 1, NOW);
    expect(shiftOf(priors, { category: "math" })).toBeCloseTo(half * 3, 9);
  });
  it("takes back an opinion that was replaced", () => {
    const priors = new Priors();
    priors.add(KEY, 1, 1, NOW);
    priors.add(KEY, 1, -1, NOW);
    priors.add(KEY, -1, 1, NOW);
    const once = new Priors();
    once.add(KEY, -1, 1, NOW);
    expect(shiftOf(priors)).toBe(shiftOf(once));
  });
  it("forgets", () => {
    const priors = new Priors();
    for (let i = 0; i < 20; i += 1) priors.add(KEY, 1, 1, NOW);
    expect(shiftOf(priors, {}, NOW + 20 * PRIOR_HALF_LIFE_MS)).toBeLessThan(shiftOf(priors) / 1_000);
  });
  it("hands out each change once, and takes back what could not be stored", () => {
    const priors = new Priors();
    priors.add(KEY, 1, 1, NOW);
    priors.add(KEY, 1, 1, NOW);
    const changes = priors.takeChanges();
    expect(changes).toEqual([{ ...KEY, sum: 2, weight: 2, atMs: NOW }]);
    expect(priors.takeChanges()).toEqual([]);
    priors.add(KEY, -1, 1, NOW);
    priors.giveBack(changes);
    expect(priors.takeChanges()).toEqual([{ ...KEY, sum: 1, weight: 3, atMs: NOW }]);
  });
  it("adds what is not stored so far to what others stored", () => {
    const priors = new Priors();
    priors.add(KEY, 1, 1, NOW);
    priors.restore([{ ...KEY, sum: 5, weight: 5, atMs: NOW }]);
    const same = new Priors();
    for (let i = 0; i < 6; i += 1) same.add(KEY, 1, 1, NOW);
    expect(shiftOf(priors)).toBeCloseTo(shiftOf(same), 9);
  });
});
