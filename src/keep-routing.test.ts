import { expect, it } from "vitest";
import { NOW, testRouting } from "./gateway/routing/testing/decide-for.ts";
import { keepRouting } from "./keep-routing.ts";
import type { RoutingStore, StoredHealth, StoredPrior } from "./store/routing-store.ts";
import { testRecord } from "./store/sql/testing/records.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };
const KEY = { organizationId: "org_1", category: "coding", modelId: "m" };

function memoryStore(): RoutingStore & { priors: StoredPrior[]; health: StoredHealth[]; broken: boolean } {
  const check = (): void => {
    if (made.broken) throw new Error("the database is away");
  };
  const made: ReturnType<typeof memoryStore> = {
    priors: [],
    health: [],
    broken: false,
    put: () => Promise.resolve(null),
    addPriors: async (changes) => {
      check();
      made.priors = [...made.priors, ...changes];
    },
    loadPriors: async () => {
      check();
      return made.priors;
    },
    loadHealth: async () => {
      check();
      return made.health;
    },
    saveHealth: async (all) => {
      check();
      made.health = [...all];
    },
  };
  return made;
}

it("what was learned survives a restart", async () => {
  const store = memoryStore();
  const first = testRouting();
  const stop = await keepRouting({ routing: first, store, log, now: () => NOW, everyMs: 1_000_000 });
  first.priors.add(KEY, 1, 4, NOW);
  first.observe(undefined, testRecord(), NOW);
  await stop();
  const second = testRouting();
  await (await keepRouting({ routing: second, store, log, now: () => NOW, everyMs: 1_000_000 }))();
  expect(second.priors.learnedBy("org_1", "coding", NOW)("m")).toBeGreaterThan(0);
  expect(second.health.of("anthropic/claude-3-haiku")?.totalMs.mean).toBe(234.5);
  expect(store.priors).toHaveLength(1);
});

it("a store that is away loses nothing and stops nothing", async () => {
  const store = memoryStore();
  store.broken = true;
  const routing = testRouting();
  const stop = await keepRouting({ routing, store, log, now: () => NOW, everyMs: 1_000_000 });
  routing.priors.add(KEY, 1, 4, NOW);
  await stop();
  expect(routing.priors.takeChanges()).toHaveLength(1);
});

it("what cannot be understood is not taken over", async () => {
  const store = memoryStore();
  store.health = [{ label: "p/m", state: { totalMs: { sum: Number.NaN, weight: 1, atMs: 1 } } }];
  const routing = testRouting();
  await (await keepRouting({ routing, store, log, now: () => NOW, everyMs: 1_000_000 }))();
  expect(routing.health.of("p/m")).toBeUndefined();
});
