import type { CallerKey } from "../caller-key.ts";
import type { Concern } from "./change-memory.ts";
import { keepingIdentity } from "./to-caller-key.ts";

/** When something was asked for, and until when the answer is used without a thought. */
export interface Times {
  readonly checkedAtMs: number;
  readonly refreshAtMs: number;
}

/** A key in memory, and how far it can be trusted. */
export class CachedKey {
  key: CallerKey;
  /** When the query began that brought it. */
  checkedAtMs: number;
  refreshAtMs: number;
  /** Of the changes that are taken into account. */
  generation: number;
  /** True when something of it is known to have changed since it was read. */
  changed = false;
  /** The query that is under way; null when there is none, or none that can have seen the last change. */
  refresh: Promise<CallerKey | null> | null = null;
  /** Shared by all who wait for the same refresh; once it has given up, nobody waits for that one again. */
  #waiting: Promise<CallerKey | null> | null = null;

  constructor(key: CallerKey, generation: number, times: Times) {
    this.key = key;
    this.generation = generation;
    this.checkedAtMs = times.checkedAtMs;
    this.refreshAtMs = times.refreshAtMs;
  }

  /** What a change says of the status holds at once, even if the key itself cannot be read now. */
  markChanged({ keyStatus, projectStatus }: Concern): void {
    this.changed = true;
    this.refreshAtMs = 0;
    this.endRefresh();
    if (keyStatus !== null) this.key = Object.freeze({ ...this.key, keyStatus });
    if (projectStatus !== null) this.key = Object.freeze({ ...this.key, projectStatus });
  }

  /** Takes what a query found that began after the last change. */
  replace(fresh: CallerKey, { checkedAtMs, refreshAtMs }: Times): void {
    this.key = keepingIdentity(this.key, fresh);
    this.checkedAtMs = checkedAtMs;
    this.refreshAtMs = refreshAtMs;
    this.changed = false;
  }

  endRefresh(): void {
    this.refresh = null;
    this.#waiting = null;
  }

  /** What the refresh brings, or the key as it is when that takes too long. */
  waitFor(refresh: Promise<CallerKey | null>, waitMs: number): Promise<CallerKey | null> {
    this.#waiting ??= new Promise((resolve) => {
      const timer = setTimeout(() => resolve(this.key), waitMs);
      void refresh.then((key) => {
        clearTimeout(timer);
        resolve(key);
      });
    });
    return this.#waiting;
  }
}
