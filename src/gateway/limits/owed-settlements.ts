import type { Settlement } from "./limit-engine.ts";

const MAX_OWED = 100_000;

/** Settlements that the shared counters have not been told yet, each reservation's once; beyond a bound the oldest go. */
export class OwedSettlements {
  readonly #owed = new Map<string, Settlement>();
  #forgotten = 0;

  get size(): number {
    return this.#owed.size;
  }

  /** How many were forgotten since this was asked last. */
  takeForgotten(): number {
    const forgotten = this.#forgotten;
    this.#forgotten = 0;
    return forgotten;
  }

  add(settlement: Settlement): void {
    const key = keyOf(settlement);
    // The first one counts, as everywhere.
    if (this.#owed.has(key)) return;
    this.#owed.set(key, settlement);
    if (this.#owed.size <= MAX_OWED) return;
    const [oldest] = this.first(1);
    if (oldest !== undefined) this.forget(oldest);
  }

  /** Gives one up untold. */
  forget(settlement: Settlement): void {
    if (this.#owed.delete(keyOf(settlement))) this.#forgotten += 1;
  }

  /** The oldest ones; they stay until they were told. */
  first(count: number): readonly Settlement[] {
    const first: Settlement[] = [];
    for (const settlement of this.#owed.values()) {
      if (first.length >= count) break;
      first.push(settlement);
    }
    return first;
  }

  told(settlement: Settlement): void {
    this.#owed.delete(keyOf(settlement));
  }
}

function keyOf({ tenant, id }: Settlement): string {
  return `${tenant}\n${id}`;
}
