const MINUTE_MS = 60_000;
/** Waits after the first, second, … attempt that failed. */
const DELAYS_MS: readonly number[] = [1, 5, 30, 120, 720].map((minutes) => minutes * MINUTE_MS);
/** What a receiver can ask for at most by Retry-After. */
const RETRY_AFTER_MAX_MS = 24 * 60 * MINUTE_MS;
/** Share by which a wait is longer or shorter, so that what failed together does not come again together. */
const JITTER = 0.2;

/**
 * Milliseconds until the next attempt after so many have failed; null when that was the last. A receiver that asks for
 * a longer wait gets it, up to a day.
 */
export function delayAfter(attempts: number, retryAfterMs: number | null, random: () => number): number | null {
  const delay = DELAYS_MS[attempts - 1];
  if (delay === undefined) return null;
  const jittered = Math.round(delay * (1 - JITTER + 2 * JITTER * random()));
  return Math.max(jittered, Math.min(retryAfterMs ?? 0, RETRY_AFTER_MAX_MS));
}

/** A Retry-After header (RFC 9110, 10.2.3: seconds or a date) in milliseconds from now; null when it is neither. */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header) * 1_000;
  // The parser takes numbers for years.
  const at = /^\s*[A-Za-z]{3}/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
