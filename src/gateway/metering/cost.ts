import type { Usage } from "../../canonical/usage.ts";
import { promptTokens } from "../../canonical/usage.ts";
import type { Price, PriceTier } from "../../catalog/types.ts";

/**
 * What an answer costs at a price, in whole nano-dollars (1 USD = 1,000,000,000). Prices are whole pico-dollars a
 * token, so every product is an exact integer up to 9,007 USD a request; the sum is rounded half up once.
 */
export function costNanos(price: Price, usage: Usage): number {
  const rate = rateFor(price, promptTokens(usage));
  const cacheWrite = rate.cacheWritePico ?? rate.inputPico;
  const pico =
    usage.inputTokens * rate.inputPico +
    usage.cacheReadTokens * (rate.cacheReadPico ?? rate.inputPico) +
    usage.cacheWriteTokens * cacheWrite +
    usage.cacheWriteLongTokens * (rate.cacheWriteLongPico ?? cacheWrite) +
    usage.outputTokens * rate.outputPico +
    usage.reasoningTokens * (price.reasoningPico ?? rate.outputPico);
  return Math.floor((pico + 500) / 1000) + (price.requestNanos ?? 0);
}

/** The tier that the input's size falls into: a tier's rates hold for the whole request. */
function rateFor(price: Price, inputTokens: number): Price | PriceTier {
  let rate: Price | PriceTier = price;
  for (const tier of price.tiers ?? []) {
    if (inputTokens > tier.aboveInputTokens) rate = tier;
  }
  return rate;
}

/** A percentage of an amount, in whole nano-dollars, rounded half up. `percent` may have three decimals. */
export function feeNanos(amountNanos: number, percent: number): number {
  return Math.floor((amountNanos * Math.round(percent * 1000) + 50_000) / 100_000);
}

const NANOS_PER_DOLLAR = 1_000_000_000;

/** Nano-dollars as the number of dollars that prints exactly: 1234500 → 0.0012345. */
export function dollars(nanos: number): number {
  return nanos / NANOS_PER_DOLLAR;
}
