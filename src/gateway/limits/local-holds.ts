import type { Claim } from "./limit-engine.ts";
import type { LocalCounter } from "./local-counters.ts";

/** What a running request holds, in the order of its claims. */
export interface LocalHold {
  readonly claims: readonly Claim[];
  readonly counters: readonly LocalCounter[];
  readonly buckets: readonly number[];
  readonly amounts: readonly number[];
  readonly expiresAtMs: number;
}

/** Ids that were settled; at least the last so many are known. */
const REMEMBERED = 262_144;
/** Holds that were given up; a settlement that comes after all counts what was used. */
const MAX_LAPSED = 10_000;
/** Holds given up by one call, so that no request pays for thousands. */
const MAX_LAPSES = 1_000;

/** A queue of holds in the order of their expiry, from which any can be taken. */
interface Lane {
  readonly holds: Map<string, LocalHold>;
  /** No hold expires before. */
  firstMs: number;
  /** None expires after. */
  lastMs: number;
}

/**
 * The reservations of the process: running, given up and settled. Ids are those of one tenant, made by {@link holdId}.
 *
 * Nearly all holds live equally long, so they are queued as they come; one that expires before the last of a queue goes
 * into another queue. That takes constant time, where a heap would keep settled holds until they expire.
 */
export class LocalHolds {
  #lanes: Lane[] = [];
  readonly #laneOf = new Map<string, Lane>();
  readonly #lapsed = new Map<string, LocalHold>();
  #settled = new Set<string>();
  #settledBefore = new Set<string>();

  get running(): number {
    return this.#laneOf.size;
  }

  /** Whether a reservation of this id was made or settled already. */
  knows(id: string): boolean {
    return this.#laneOf.has(id) || this.isSettled(id) || (this.#lapsed.size > 0 && this.#lapsed.has(id));
  }

  isSettled(id: string): boolean {
    return this.#settled.has(id) || (this.#settledBefore.size > 0 && this.#settledBefore.has(id));
  }

  markSettled(id: string): void {
    if (this.#settled.size >= REMEMBERED) {
      this.#settledBefore = this.#settled;
      this.#settled = new Set();
    }
    this.#settled.add(id);
  }

  put(id: string, hold: LocalHold): void {
    let lane = this.#lanes.find(({ lastMs }) => lastMs <= hold.expiresAtMs);
    if (lane === undefined) {
      lane = { holds: new Map(), firstMs: hold.expiresAtMs, lastMs: hold.expiresAtMs };
      this.#lanes.push(lane);
    }
    if (lane.holds.size === 0) lane.firstMs = hold.expiresAtMs;
    lane.lastMs = hold.expiresAtMs;
    lane.holds.set(id, hold);
    this.#laneOf.set(id, lane);
  }

  /** Takes a running hold out. */
  take(id: string): LocalHold | undefined {
    const lane = this.#laneOf.get(id);
    const hold = lane?.holds.get(id);
    if (lane === undefined || hold === undefined) return undefined;
    this.#remove(id, lane);
    return hold;
  }

  /** Takes one out that was given up before. */
  takeLapsed(id: string): LocalHold | undefined {
    const hold = this.#lapsed.get(id);
    this.#lapsed.delete(id);
    return hold;
  }

  /** Takes out what has expired and remembers it as given up. */
  lapse(nowMs: number, each: (hold: LocalHold) => void): void {
    let left = MAX_LAPSES;
    for (const lane of this.#lanes) {
      if (lane.firstMs > nowMs) continue;
      for (const [id, hold] of lane.holds) {
        lane.firstMs = hold.expiresAtMs;
        if (hold.expiresAtMs > nowMs || left === 0) break;
        left -= 1;
        lane.holds.delete(id);
        this.#laneOf.delete(id);
        this.#remember(id, hold);
        each(hold);
      }
    }
    if (left < MAX_LAPSES) this.#dropEmpty();
  }

  #remember(id: string, hold: LocalHold): void {
    this.#lapsed.set(id, hold);
    if (this.#lapsed.size <= MAX_LAPSED) return;
    const oldest = this.#lapsed.keys().next();
    if (!oldest.done) this.#lapsed.delete(oldest.value);
  }

  #remove(id: string, lane: Lane): void {
    lane.holds.delete(id);
    this.#laneOf.delete(id);
    if (lane.holds.size === 0) this.#dropEmpty();
  }

  /** The first lane stays: it would be made again with the next request. */
  #dropEmpty(): void {
    if (this.#lanes.length > 1) this.#lanes = this.#lanes.filter(({ holds }, i) => i === 0 || holds.size > 0);
    const first = this.#lanes[0];
    if (first === undefined || first.holds.size > 0) return;
    first.firstMs = Number.POSITIVE_INFINITY;
    first.lastMs = Number.NEGATIVE_INFINITY;
  }
}

/** Ids are the gateway's own, but two tenants' are kept apart all the same. */
export function holdId(tenant: string, id: string): string {
  return `${tenant}\n${id}`;
}
