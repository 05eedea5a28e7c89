import { LRUCache } from "lru-cache";
import type { Clock } from "../../store/clock.ts";

const TRACKED_MAX = 20_000;

/** Counts by name in windows of one length, in this process. */
export interface RateBound {
  /** Null: over the bound. Else how many were over it since the last that was not. */
  take(name: string): number | null;
}

interface Window {
  startedMs: number;
  count: number;
  refused: number;
}

/** Allows so many of each name in each window. */
export function createRateBound(options: {
  readonly clock: Clock;
  readonly countMax: number;
  readonly windowMs: number;
}): RateBound {
  const windows = new LRUCache<string, Window>({ max: TRACKED_MAX });
  return {
    take(name): number | null {
      const nowMs = options.clock.now();
      const window = windows.get(name) ?? { startedMs: nowMs, count: 0, refused: 0 };
      windows.set(name, window);
      if (nowMs - window.startedMs >= options.windowMs) {
        window.startedMs = nowMs;
        window.count = 0;
      }
      if (window.count >= options.countMax) {
        window.refused += 1;
        return null;
      }
      window.count += 1;
      const { refused } = window;
      window.refused = 0;
      return refused;
    },
  };
}
