import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { SemanticEntry, SemanticIndex } from "../semantic-index.ts";
import { unitVector } from "../semantic-index.ts";

const NOW = 1_800_000_000_000;
const options = { nowMs: NOW, atLeast: 0.9, limit: 3 };

const vector = (...numbers: number[]): Float32Array => unitVector(numbers) as Float32Array;

/** An entry of a suite, a minute old with an hour to live. */
export function entryOf(change: Partial<SemanticEntry> = {}): SemanticEntry {
  return {
    id: "one",
    tenant: "org_1",
    scope: "s1",
    projectId: "proj_1",
    model: "gpt",
    text: "What is it?",
    answerKey: "key-one",
    vector: vector(1, 0, 0),
    storedAtMs: NOW - 60_000,
    expiresAtMs: NOW + 3_600_000,
    floor: 0,
    falseHits: 0,
    ...change,
  };
}

export interface IndexUnderTest {
  readonly index: SemanticIndex;
  /** Another process's view of the same index, where it is shared. */
  readonly other: SemanticIndex;
  readonly stop: () => Promise<void>;
}

/** What every engine must do. */
export function describeSemanticIndex(name: string, open: () => Promise<IndexUnderTest>): void {
  describe(name, () => {
    let under: IndexUnderTest;
    const ids = async (space: { tenant: string; scope: string }, of = under.index, change = {}): Promise<string[]> =>
      (await of.nearest(space, vector(1, 0, 0), { ...options, ...change })).map(({ entry }) => entry.id);
    const space = { tenant: "org_1", scope: "s1" };

    beforeAll(async () => {
      under = await open();
    });
    afterAll(() => under.stop());
    beforeEach(async () => {
      for (const tenant of ["org_1", "org_2"]) await under.index.purge({ tenant });
    });

    it("finds the nearest first, above a floor, up to a limit", async () => {
      await under.index.add(entryOf({ id: "far", vector: vector(0, 1, 0) }));
      await under.index.add(entryOf({ id: "near", vector: vector(1, 0.1, 0) }));
      await under.index.add(entryOf({ id: "same" }));
      await under.index.add(entryOf({ id: "nearer", vector: vector(1, 0.05, 0) }));
      expect(await ids(space)).toEqual(["same", "nearer", "near"]);
      expect(await ids(space, under.index, { limit: 1 })).toEqual(["same"]);
      expect(await ids(space, under.other)).toEqual(["same", "nearer", "near"]);
    });

    it("returns what was added, whole", async () => {
      await under.index.add(entryOf());
      const [found] = await under.other.nearest(space, vector(1, 0, 0), options);
      expect(found?.entry).toEqual(entryOf());
      expect(found?.cosine).toBeCloseTo(1, 6);
    });

    it("never finds another tenant's or another scope's", async () => {
      await under.index.add(entryOf());
      expect(await ids({ tenant: "org_2", scope: "s1" })).toEqual([]);
      expect(await ids({ tenant: "org_1", scope: "s2" })).toEqual([]);
      expect(await ids({ tenant: "org_1 s1", scope: "" })).toEqual([]);
    });

    it("forgets what has expired, and finds what was added after it", async () => {
      await under.index.add(entryOf({ expiresAtMs: NOW }));
      expect(await ids(space)).toEqual([]);
      await under.index.add(entryOf({ id: "two" }));
      expect(await ids(space)).toEqual(["two"]);
    });

    it("never compares vectors of different lengths", async () => {
      await under.index.add(entryOf({ vector: vector(1, 0) }));
      expect(await ids(space)).toEqual([]);
    });

    it("keeps what was learned, and drops what was removed", async () => {
      await under.index.add(entryOf());
      await under.index.judge(space, "one", { floor: 0.97, falseHits: 1 });
      const [found] = await under.other.nearest(space, vector(1, 0, 0), options);
      expect(found?.entry).toMatchObject({ floor: 0.97, falseHits: 1 });
      await under.index.judge(space, "none", { floor: 1, falseHits: 1 });
      await under.index.remove(space, "one");
      expect(await ids(space, under.other)).toEqual([]);
    });

    it("purges one tenant, everywhere", async () => {
      await under.index.add(entryOf());
      await under.index.add(entryOf({ id: "two", scope: "s2" }));
      await under.index.add(entryOf({ tenant: "org_2" }));
      expect([...(await ids(space, under.other)), ...(await ids({ ...space, scope: "s2" }, under.other))]).toHaveLength(
        2,
      );
      await under.index.purge({ tenant: "org_1" });
      for (const of of [under.index, under.other]) {
        expect(await ids(space, of)).toEqual([]);
        expect(await ids({ ...space, scope: "s2" }, of)).toEqual([]);
        expect(await ids({ tenant: "org_2", scope: "s1" }, of)).toEqual(["one"]);
      }
      await under.other.add(entryOf({ id: "new" }));
      expect(await ids(space)).toEqual(["new"]);
    });
  });
}
