import type { Kysely } from "kysely";
import { raiseEvent } from "../../store/alerts/raise-event.ts";
import { reopenEvent, resolveEvents } from "../../store/alerts/resolve-events.ts";
import type { Log } from "../../store/log.ts";
import type { Database } from "../../store/sql/schema.ts";

/** A change of a circuit, as the data plane tells it; `key` is `provider/model#credential`. */
export interface CircuitChange {
  readonly key: string;
  readonly from: "closed" | "open" | "half-open";
  readonly to: "closed" | "open" | "half-open";
  readonly reason: string | null;
  readonly atMs: number;
}

/** Takes changes of circuits from the data plane, which never waits for it. */
export interface CircuitAlerts {
  /** Never throws. Beyond what the queue holds, changes are dropped and counted in the log. */
  onCircuit(change: CircuitChange): void;
  /** Resolves when everything taken so far has been noted or given up. */
  settled(): Promise<void>;
}

const QUEUE_MAX = 1_000;
const OPEN_MAX = 10_000;
const HOUR_MS = 3_600_000;
/** Ids of organizations' own credentials begin so; others are the operator's. */
const OWN = "pk_";

/**
 * Makes alerts of circuits: one for each organization and provider that fails, not one a model and credential, and at
 * most one an hour. A credential of an organization's own is told to that organization, one of the installation to the
 * operator's.
 */
export function createCircuitAlerts(db: Kysely<Database>, { log }: { readonly log: Log }): CircuitAlerts {
  const queue: CircuitChange[] = [];
  /** Circuits that are open, by organization and provider. */
  const open = new Map<string, Set<string>>();
  let openCount = 0;
  let dropped = 0;
  let running: Promise<void> | null = null;

  const forget = (place: string, key: string): boolean => {
    const circuits = open.get(place);
    if (circuits?.delete(key) === true) openCount -= 1;
    if (circuits?.size === 0) open.delete(place);
    return !open.has(place);
  };
  const remember = (place: string, key: string): boolean => {
    // Credentials that are removed while their circuits are open never close: one day all is begun anew.
    if (openCount >= OPEN_MAX) {
      open.clear();
      openCount = 0;
    }
    const circuits = open.get(place) ?? new Set();
    const isFirst = circuits.size === 0;
    if (!circuits.has(key)) openCount += 1;
    open.set(place, circuits.add(key));
    return isFirst;
  };
  const note = async (change: CircuitChange): Promise<void> => {
    const { provider, model, credential } = partsOf(change.key);
    const organizationId = await organizationOf(db, credential);
    if (organizationId === null) return;
    const place = `${organizationId} ${provider}`;
    const facts = { db, organizationId, provider, model, credential, change };
    if (change.to === "open" && remember(place, change.key)) await raiseOpened(facts);
    if (change.to === "closed" && forget(place, change.key)) await raiseClosed(facts);
  };
  const work = async (): Promise<void> => {
    for (let change = queue.shift(); change !== undefined; change = queue.shift()) {
      try {
        await note(change);
      } catch (error) {
        log.warn({ circuit: change.key, error: String(error) }, "a circuit's alert could not be noted");
      }
    }
    if (dropped > 0) log.warn({ dropped }, "too many circuits changed at once; some alerts were left out");
    dropped = 0;
  };
  const begin = (): void => {
    running ??= work().finally(() => {
      running = null;
      // What came after the last look at the queue.
      if (queue.length > 0) begin();
    });
  };
  return {
    onCircuit(change): void {
      // From and to half-open and back: nothing that people wait for.
      if (change.to === "half-open" || (change.to === "open" && change.from !== "closed")) return;
      if (queue.length >= QUEUE_MAX) {
        dropped += 1;
        return;
      }
      queue.push(change);
      begin();
    },
    async settled(): Promise<void> {
      while (running !== null) await running;
    },
  };
}

interface CircuitFacts {
  readonly db: Kysely<Database>;
  readonly organizationId: string;
  readonly provider: string;
  readonly model: string;
  readonly credential: string;
  readonly change: CircuitChange;
}

async function raiseOpened({ db, organizationId, provider, model, credential, change }: CircuitFacts): Promise<void> {
  const dedupeKey = `circuit:${provider}:${hourOf(change.atMs)}`;
  const own = credential.startsWith(OWN) ? { providerKeyId: credential } : {};
  const details = { provider, model, reason: change.reason ?? "unknown", ...own };
  const at = new Date(change.atMs);
  const isNew = await raiseEvent(db, { organizationId, kind: "circuit_opened", dedupeKey, details, at });
  if (!isNew) await reopenEvent(db, organizationId, dedupeKey);
}

async function raiseClosed({ db, organizationId, provider, model, change }: CircuitFacts): Promise<void> {
  const at = new Date(change.atMs);
  const which = { organizationId, kind: "circuit_opened", keyBegin: `circuit:${provider}:` } as const;
  if ((await resolveEvents(db, which, at)) === 0) return;
  const dedupeKey = `circuit-closed:${provider}:${hourOf(change.atMs)}`;
  if (await raiseEvent(db, { organizationId, kind: "circuit_closed", dedupeKey, details: { provider, model }, at })) {
    // It tells of an end and has none itself.
    await resolveEvents(db, { organizationId, kind: "circuit_closed", keyBegin: dedupeKey }, at);
  }
}

function hourOf(atMs: number): string {
  return new Date(Math.floor(atMs / HOUR_MS) * HOUR_MS).toISOString();
}

function partsOf(key: string): { provider: string; model: string; credential: string } {
  const hash = key.lastIndexOf("#");
  const label = hash === -1 ? key : key.slice(0, hash);
  const slash = label.indexOf("/");
  return {
    provider: slash === -1 ? label : label.slice(0, slash),
    model: slash === -1 ? "" : label.slice(slash + 1),
    credential: hash === -1 ? "" : key.slice(hash + 1),
  };
}

async function organizationOf(db: Kysely<Database>, credential: string): Promise<string | null> {
  if (credential.startsWith(OWN)) {
    const own = db.selectFrom("provider_keys").select("organization_id").where("id", "=", credential);
    return (await own.executeTakeFirst())?.organization_id ?? null;
  }
  return (await db.selectFrom("installation").select("organization_id").executeTakeFirst())?.organization_id ?? null;
}
