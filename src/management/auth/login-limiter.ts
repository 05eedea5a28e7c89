import { LRUCache } from "lru-cache";
import type { Clock } from "../../store/clock.ts";

const ACCOUNT_FAILURES_MAX = 5;
const ADDRESS_FAILURES_MAX = 30;
const LOCK_MS = 60_000;
const LOCK_MS_MAX = 15 * 60_000;
/** Failures older than this are forgiven. */
const MEMORY_MS = 60 * 60_000;
const TRACKED_MAX = 20_000;

interface Failures {
  count: number;
  lockedUntilMs: number;
  lastMs: number;
}

/** Stops guessing of passwords: a lock by account and by address, each failure beyond the limit doubling its time. */
export interface LoginLimiter {
  /** Seconds to wait; null when the attempt may go on, which then counts as failed until {@link succeeded}. */
  begin(email: string, clientIp: string | null): number | null;
  succeeded(email: string, clientIp: string | null): void;
}

/** In this process only; the locks end with it. */
export function createLoginLimiter(clock: Clock): LoginLimiter {
  const accounts = new LRUCache<string, Failures>({ max: TRACKED_MAX });
  const addresses = new LRUCache<string, Failures>({ max: TRACKED_MAX });
  const waitMs = (from: LRUCache<string, Failures>, name: string): number =>
    (from.get(name)?.lockedUntilMs ?? 0) - clock.now();

  /** Counted before the password is checked, so that many guesses sent at once are not all let through. */
  const count = (into: LRUCache<string, Failures>, name: string, countMax: number): void => {
    const nowMs = clock.now();
    const before = into.get(name);
    const failures = before !== undefined && nowMs - before.lastMs < MEMORY_MS ? before.count + 1 : 1;
    const excess = failures - countMax;
    const lockMs = excess < 0 ? 0 : Math.min(LOCK_MS * 2 ** excess, LOCK_MS_MAX);
    into.set(name, { count: failures, lockedUntilMs: nowMs + lockMs, lastMs: nowMs });
  };

  return {
    begin(email, clientIp): number | null {
      const address = clientIp ?? "unknown";
      const wait = Math.max(waitMs(accounts, email), waitMs(addresses, address));
      if (wait > 0) return Math.ceil(wait / 1_000);
      count(accounts, email, ACCOUNT_FAILURES_MAX);
      count(addresses, address, ADDRESS_FAILURES_MAX);
      return null;
    },
    succeeded(email, clientIp): void {
      accounts.delete(email);
      const address = addresses.get(clientIp ?? "unknown");
      if (address === undefined) return;
      address.count -= 1;
      address.lockedUntilMs = 0;
    },
  };
}
