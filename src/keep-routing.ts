import type { HealthStats, SavedHealth } from "./gateway/health/stats.ts";
import type { Priors } from "./gateway/routing/priors.ts";
import type { Log } from "./store/log.ts";
import type { RoutingStore } from "./store/routing-store.ts";

const EVERY_MS = 60_000;

export interface KeptRouting {
  readonly routing: { readonly priors: Priors; readonly health: HealthStats };
  readonly store: RoutingStore;
  readonly log: Log;
  readonly now: () => number;
  readonly everyMs?: number;
}

/**
 * Takes over what routing had learned before, and stores what it learns every minute and at the end. Runs where requests
 * are served, as that is where they are learned from. Gives the function that stops it. A store that fails is told of
 * in the log and tried again: routing never waits for it.
 */
export async function keepRouting({
  routing,
  store,
  log,
  now,
  everyMs = EVERY_MS,
}: KeptRouting): Promise<() => Promise<void>> {
  const { priors, health } = routing;
  let running: Promise<void> | null = null;
  const load = async (): Promise<void> => {
    priors.restore(await store.loadPriors());
    for (const { label, state } of await store.loadHealth()) {
      if (isSavedHealth(state)) health.restore(label, state);
    }
  };
  const save = async (): Promise<void> => {
    const changes = priors.takeChanges();
    try {
      await store.addPriors(changes);
    } catch (error) {
      priors.giveBack(changes);
      throw error;
    }
    // What other replicas learned meanwhile.
    priors.restore(await store.loadPriors());
    await store.saveHealth(
      [...health.entries()].map(([label, model]) => ({ label, state: { ...model.save() } })),
      now(),
    );
  };
  const tell = (error: unknown): void =>
    log.warn({ error: String(error) }, "what routing learned could not be stored or read; the next round tries again");
  const round = (): void => {
    running ??= save()
      .catch(tell)
      .finally(() => {
        running = null;
      });
  };
  await load().catch(tell);
  const timer = setInterval(round, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
    await save().catch(tell);
  };
}

const PARTS = ["ttftMs", "totalMs", "tokenMs", "success"] as const;

/** What another version stored, and this one does not understand, is not taken over. */
function isSavedHealth(state: Readonly<Record<string, unknown>>): state is SavedHealth & typeof state {
  return PARTS.every((name) => {
    const part = state[name] as Readonly<Record<string, unknown>> | undefined;
    return [part?.["sum"], part?.["weight"], part?.["atMs"]].every((value) => Number.isFinite(value));
  });
}
