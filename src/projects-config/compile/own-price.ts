import type { Price } from "../../catalog/types.ts";
import type { ConfigModel } from "../schema/models.ts";

const PICO_PER_TOKEN = 1_000_000;
const PICO_PER_DOLLAR = 1_000_000_000_000;

/** Members of a model that name prices, what they mean, and pico-dollars of one dollar there. */
const PRICES = [
  ["input_cost_per_million_tokens", "inputPico", PICO_PER_TOKEN],
  ["output_cost_per_million_tokens", "outputPico", PICO_PER_TOKEN],
  ["input_cached_cost_per_million_tokens", "cacheReadPico", PICO_PER_TOKEN],
  ["input_cache_creation_5m_cost_per_million_tokens", "cacheWritePico", PICO_PER_TOKEN],
  ["input_cache_creation_1h_cost_per_million_tokens", "cacheWriteLongPico", PICO_PER_TOKEN],
  ["input_cost_per_second", "audioSecondPico", PICO_PER_DOLLAR],
  ["input_cost_per_audio_token", "inputAudioPico", PICO_PER_DOLLAR],
] as const satisfies readonly (readonly [keyof ConfigModel, keyof Price, number])[];

/** The prices that a model names; undefined where the catalogue's hold. 0 means the catalogue's too. */
export function ownPriceOf(model: ConfigModel): Partial<Price> | undefined {
  const named = PRICES.flatMap(([member, rate, scale]) => {
    const usd = model[member];
    return usd === undefined || usd === 0 ? [] : [[rate, Math.round(usd * scale)] as const];
  });
  return named.length === 0 ? undefined : Object.fromEntries(named);
}
