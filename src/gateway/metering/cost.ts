import { completionTokens, type MediaUsage, promptTokens, type Usage } from "../../canonical/usage.ts";
import type { Price, PriceTier } from "../../catalog/types.ts";

/**
 * What an answer costs at a price, in whole nano-dollars (1 USD = 1,000,000,000); null where the price does not say what
 * something that was used costs. Prices are whole pico-dollars a token, so every product is an exact integer up to
 * 9,007 USD a request; the sum is rounded half up once.
 */
export function costNanos(price: Price, usage: Usage): number | null {
  const { media = {} } = usage;
  if (!saysAll(price, usage, media)) return null;
  const pico = tokensPico(price, usage, media) + piecesPico(price, media);
  const { images = 0, searches = 0 } = media;
  const pieces = images * (price.imageNanos ?? 0) + searches * (price.searchUnitNanos ?? 0);
  return Math.floor((pico + 500) / 1000) + pieces + (price.requestNanos ?? 0);
}

function tokensPico(price: Price, usage: Usage, media: MediaUsage): number {
  const rate = rateFor(price, promptTokens(usage));
  const cacheWrite = rate.cacheWritePico ?? rate.inputPico;
  return (
    usage.inputTokens * rate.inputPico +
    usage.cacheReadTokens * (rate.cacheReadPico ?? rate.inputPico) +
    usage.cacheWriteTokens * cacheWrite +
    usage.cacheWriteLongTokens * (rate.cacheWriteLongPico ?? cacheWrite) +
    usage.outputTokens * rate.outputPico +
    usage.reasoningTokens * (price.reasoningPico ?? rate.outputPico) +
    (media.imageInputTokens ?? 0) * (price.inputImagePico ?? rate.inputPico) +
    (media.imageOutputTokens ?? 0) * (price.outputImagePico ?? rate.outputPico) +
    (media.audioInputTokens ?? 0) * (price.inputAudioPico ?? rate.inputPico) +
    (media.audioOutputTokens ?? 0) * (price.outputAudioPico ?? rate.outputPico)
  );
}

/** Less than a pico-dollar of a second's part cannot change the rounded sum. */
function piecesPico(price: Price, { audioInputMs = 0, characters = 0 }: MediaUsage): number {
  return (
    Math.floor((audioInputMs * (price.audioSecondPico ?? 0)) / 1000) + characters * (price.inputCharacterPico ?? 0)
  );
}

/**
 * False where something was used whose price is not known. A price may be by token, by piece or both; answers may tell
 * either. Pieces at a price by token, and tokens at one by piece, cost something unknown, not nothing.
 */
function saysAll(price: Price, usage: Usage, media: MediaUsage): boolean {
  const units = [
    [media.images, price.imageNanos],
    [media.searches, price.searchUnitNanos],
    [media.audioInputMs, price.audioSecondPico],
    [media.characters, price.inputCharacterPico],
  ] as const;
  const pieces = units.filter(([count = 0]) => count > 0);
  if (pieces.some(([, rate]) => rate !== undefined)) return true;
  const tokens = promptTokens(usage) + completionTokens(usage) > 0;
  const byToken = hasTokenPrice(price) || units.every(([, rate = 0]) => rate === 0);
  if (!byToken) return !tokens && pieces.length === 0;
  return tokens || pieces.length === 0;
}

function hasTokenPrice(price: Price): boolean {
  return [
    price.inputPico,
    price.outputPico,
    price.inputImagePico,
    price.outputImagePico,
    price.inputAudioPico,
    price.outputAudioPico,
  ].some((rate) => rate !== undefined && rate > 0);
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

/** Nano-dollars as people read them, exactly: 1234500 → `0.0012345`, 50 → `0.00000005`. */
export function dollarText(nanos: number): string {
  const sign = nanos < 0 ? "-" : "";
  const digits = Math.abs(nanos).toString().padStart(10, "0");
  const fraction = digits.slice(-9).replace(/0+$/, "");
  return `${sign}${digits.slice(0, -9)}${fraction === "" ? "" : `.${fraction}`}`;
}

/** Nano-dollars as the number of dollars that prints exactly: 1234500 → 0.0012345. */
export function dollars(nanos: number): number {
  return nanos / NANOS_PER_DOLLAR;
}
