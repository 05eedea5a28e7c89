const DECIMALS = 9;
const DECIMALS_SHOWN = 2;

/** Nano-dollars as exact decimal text, with two decimals at least: `-1.25`, `0.000000001`. */
export function usdText(nanos: bigint): string {
  const digits = (nanos < 0n ? -nanos : nanos).toString().padStart(DECIMALS + 1, "0");
  const whole = digits.slice(0, -DECIMALS);
  const decimals = digits.slice(-DECIMALS).replace(/0+$/, "").padEnd(DECIMALS_SHOWN, "0");
  return `${nanos < 0n ? "-" : ""}${whole}.${decimals}`;
}

/** Nano-dollars as the nearest number of dollars. */
export function usdNumber(nanos: bigint): number {
  return Number(`${nanos}e-9`);
}
