import { expect, it } from "vitest";
import { MemorySemanticIndex } from "./memory-semantic-index.ts";
import { unitVector } from "./semantic-index.ts";
import { describeSemanticIndex, entryOf } from "./testing/index-suite.ts";

describeSemanticIndex("memory", () => {
  const index = new MemorySemanticIndex();
  return Promise.resolve({ index, other: index, stop: () => Promise.resolve() });
});

const options = { nowMs: 0, atLeast: 0, limit: 100 };
const vector = entryOf().vector;
const space = { tenant: "org_1", scope: "s1" };

it("holds no more than its bounds, and lets the tenant with most give way", () => {
  const index = new MemorySemanticIndex({ entriesPerScope: 3, bytes: 4_400 });
  index.add(entryOf({ tenant: "org_2" }));
  for (let at = 0; at < 5; at += 1) index.add(entryOf({ id: `e${at}` }));
  expect(index.nearest(space, vector, options).map(({ entry }) => entry.id)).toEqual(["e2", "e3", "e4"]);
  for (let at = 0; at < 50; at += 1) index.add(entryOf({ scope: `t${at}` }));
  expect(index.size("org_1").bytes).toBeLessThanOrEqual(4_400);
  expect(index.nearest({ ...space, tenant: "org_2" }, vector, options)).toHaveLength(1);
});

it("counts to nothing when all is gone", () => {
  const index = new MemorySemanticIndex();
  index.add(entryOf());
  index.add(entryOf());
  index.judge(space, "one", { floor: 1, falseHits: 1 });
  index.remove(space, "one");
  expect(index.size("org_1")).toEqual({ entries: 0, bytes: 0 });
});

it("purges by project, model and age", () => {
  const index = new MemorySemanticIndex();
  index.add(entryOf({ id: "a", projectId: "proj_2" }));
  index.add(entryOf({ id: "b", model: "other" }));
  index.add(entryOf({ id: "c", storedAtMs: 5 }));
  expect(index.purge({ tenant: "org_1", projectId: "proj_2" })).toBe(1);
  expect(index.purge({ tenant: "org_1", model: "other" })).toBe(1);
  expect(index.purge({ tenant: "org_1", beforeMs: 6 })).toBe(1);
  expect(index.purge({ tenant: "org_1" })).toBe(0);
});

it("refuses vectors without a direction", () => {
  for (const bad of [[], [0, 0], [Number.NaN, 1], [Number.POSITIVE_INFINITY, 1]])
    expect(unitVector(bad)).toBeUndefined();
});
