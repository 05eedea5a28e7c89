import type { Offering, Price } from "./types.ts";

/** First day of prices that have held as long as the catalogue knows. */
export const SINCE_EVER = "1970-01-01";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/**
 * The price of an offering at a moment (ms since 1970): that of the latest first day begun, at midnight UTC. Undefined
 * when none is known or none has begun. Hands out catalogue objects and allocates nothing, as every request asks.
 */
export function priceAt(offering: Offering, atMs: number): Omit<Price, "windows"> | undefined {
  const { prices } = offering;
  for (let index = prices.length - 1; index >= 0; index -= 1) {
    const price = prices[index];
    if (price !== undefined && (price.from === SINCE_EVER || Date.parse(price.from) <= atMs)) {
      return price.windows === undefined ? price : hourly(price, atMs);
    }
  }
  return undefined;
}

function hourly(price: Price, atMs: number): Omit<Price, "windows"> {
  const minute = Math.floor((atMs % DAY_MS) / MINUTE_MS);
  for (const window of price.windows ?? []) {
    if (minute >= window.fromMinute && minute < window.untilMinute) return window.price;
  }
  return price;
}
