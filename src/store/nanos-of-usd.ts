/** A decimal text of dollars; nano-dollars are its last digit. */
const USD = /^(\d{1,8})(?:\.(\d{1,9}))?$/;

/** The largest amount that is exact in nano-dollars. */
export const USD_MAX = 9_007_199;

/**
 * Dollars as whole nano-dollars. Of a text every digit counts, so one with more than nine decimals is none; a number is
 * taken to the nearest nano-dollar. Null for what is no amount from 0 to {@link USD_MAX}.
 */
export function nanosOfUsd(value: string | number): number | null {
  // Not a multiplication: `toFixed` rounds the exact value.
  const text = typeof value === "number" ? value.toFixed(9) : value.trim();
  const [, whole, decimals = ""] = USD.exec(text) ?? [];
  if (whole === undefined || Number(whole) > USD_MAX) return null;
  const nanos = Number(whole + decimals.padEnd(9, "0"));
  return Number.isSafeInteger(nanos) ? nanos : null;
}
