import { systemClock } from "./clock.ts";
import { createGateway } from "./gateway/create-gateway.ts";
import type { Gateway } from "./gateway/gateway.ts";
import type { CircuitEvent } from "./gateway/health/breaker.ts";
import { startProbes } from "./gateway/health/probe.ts";
import type { Journal } from "./gateway/metering/journal.ts";
import { createLayeredStore } from "./gateway/responses/layered-store.ts";
import { createMemoryStore } from "./gateway/responses/memory-store.ts";
import { MAX_STORED_BYTES, type ResponseStore, type StoredResponse } from "./gateway/responses/stored-response.ts";
import { guardedPost } from "./guarded-post.ts";
import type { LiveRoutes } from "./live-routes.ts";
import type { Outward } from "./open-outward.ts";
import type { SharedState } from "./open-shared-state.ts";
import { openSnapshot } from "./open-snapshot.ts";
import type { MasterKeys } from "./secrets/master-keys.ts";
import type { Settings } from "./settings.ts";
import { createContentSink } from "./store/contents/content-sink.ts";
import { createKeyDirectory } from "./store/key-directory.ts";
import type { Log } from "./store/log.ts";
import { createResponsesStore } from "./store/responses-store.ts";
import type { Store } from "./store/sql/open-store.ts";
import { createCircuitAlerts } from "./worker/alerts/circuits.ts";
import { createRefusalAlerts } from "./worker/alerts/refusals.ts";

const MAX_CACHED_KEYS = 100_000;

export interface GatewaySources {
  readonly settings: Settings;
  readonly log: Log;
  readonly store: Store;
  readonly journal: Journal;
  readonly masterKeys: MasterKeys;
  readonly outward: Outward;
  /** Limits and answers that replicas have in common. */
  readonly shared: SharedState;
  /** Seals stored responses: 64 hexadecimal characters. */
  readonly responsesKey: string;
  /** Steps that end what was begun, run backwards. */
  readonly undo: (() => Promise<void> | void)[];
}

/** The data plane, and what keeps its routes. */
export interface OpenGateway {
  readonly gateway: Gateway;
  readonly live: LiveRoutes;
}

/** Opens the data plane: its snapshot, kept up to date, the directory of keys, and the ways to the providers. */
export async function openGateway(sources: GatewaySources): Promise<OpenGateway> {
  const { settings, log, store, journal, undo } = sources;
  const { snapshot, live } = await openSnapshot(sources);
  const keys = createKeyDirectory({ db: store.db, clock: systemClock, log, maxKeys: MAX_CACHED_KEYS });
  await keys.warm();
  const contents = createContentSink({ db: store.db, masterKeys: sources.masterKeys, clock: systemClock, log });
  undo.push(() => contents.stop());
  const circuits = createCircuitAlerts(store.db, { log });
  undo.push(() => circuits.settled());
  const refusals = createRefusalAlerts(store.db, { log });
  undo.push(() => refusals.settled());
  let tellOthers: ((event: CircuitEvent) => void) | undefined;
  const gateway = createGateway({
    post: guardedPost(sources.outward.agent),
    onCircuit: (event) => {
      circuits.onCircuit(event);
      tellOthers?.(event);
    },
    onBudgetRefused: ({ organizationId }, { rule, used, resetAtMs }) =>
      refusals.onBudgetRefused({
        organizationId,
        budgetId: rule.budgetId ?? rule.counter,
        scope: rule.scope,
        scopeId: rule.scopeId,
        limitNanos: rule.limit,
        usedNanos: used,
        resetAtMs: rule.window.kind === "period" ? rule.window.endMs : resetAtMs,
      }),
    settings,
    keys,
    journal,
    snapshot,
    log,
    responses: openResponses(sources),
    contents,
    limits: sources.shared.limits,
    answers: sources.shared.answers,
    flights: sources.shared.flights,
    semanticIndex: sources.shared.semanticIndex,
  });
  tellOthers = sources.shared.shareCircuits?.(gateway.breakers);
  if (settings.ROLES.includes("gateway")) {
    const { HEALTH_PROBE_MINUTES: minutes } = settings;
    if (minutes !== undefined) undo.push(startProbes(gateway, minutes * 60_000));
    undo.push(keys.watch());
    undo.push(
      keys.onStatus(({ of, id, status }) => {
        // A key that is disabled, as one that has spent its limit, ends nothing that runs.
        if (status === "archived" || status === "deleted") gateway.active.end({ of, id, status });
      }),
    );
  }
  return { gateway, live };
}

/** Responses of this process at once, those of all in the database. */
function openResponses({ store, log, responsesKey: key }: GatewaySources): ResponseStore {
  const far = createResponsesStore<StoredResponse>(store.db, { key, clock: systemClock, maxBytes: MAX_STORED_BYTES });
  return createLayeredStore(createMemoryStore(systemClock), far, (error) =>
    log.warn({ reason: String(error) }, "A response could not be stored."),
  );
}
