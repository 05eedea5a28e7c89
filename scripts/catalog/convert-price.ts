import type { ConditionalPrice, ModelInfo, ModelPrice } from "@pydantic/genai-prices";
import { SINCE_EVER } from "../../src/catalog/price-at.ts";
import type { Price, PriceTier } from "../../src/catalog/types.ts";
import { shiftSix } from "./decimal.ts";

/** Named in every price that comes from it. */
const SOURCE = "genai-prices 0.1.8";

/** The source's prices of a model in our units, ascending by first day. Empty: it has none that we can charge by. */
export function convertPrices(model: ModelInfo): Price[] {
  const rows: ConditionalPrice[] = Array.isArray(model.prices) ? model.prices : [{ prices: model.prices }];
  const result: Price[] = [];
  for (const { constraint, prices } of rows) {
    const from = constraint?.type === "start_date" ? constraint.start_date.slice(0, 10) : SINCE_EVER;
    const price = convertPrice(from, prices);
    if (price === undefined) continue;
    const last = result.at(-1);
    if (constraint?.type !== "time_of_date") result.push(price);
    else if (last !== undefined) {
      const window = {
        fromMinute: minuteOf(constraint.start_time),
        untilMinute: minuteOf(constraint.end_time),
        price: { ...price, from: last.from },
      };
      result[result.length - 1] = { ...last, windows: [...(last.windows ?? []), window] };
    }
  }
  return result;
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/** Millionths of a dollar an hour as pico-dollars a second, rounded half up. */
function perSecond(microsAnHour: number): number {
  return Math.floor((microsAnHour * 1_000_000 + 1800) / 3600);
}

/** Undefined where the source has no token prices, which includes models it lists as free without a figure. */
function convertPrice(from: string, prices: ModelPrice): Price | undefined {
  const base = (key: string): number | undefined => {
    const value = prices[key];
    return value === undefined ? undefined : shiftSix(typeof value === "number" ? value : value.base);
  };
  const hour = base("input_audio_hours");
  const inputPico = base("input_mtok") ?? (hour === undefined ? undefined : 0);
  if (inputPico === undefined) return undefined;
  const requestNanos = base("requests_kcount");
  const tiers = convertTiers(prices);
  return {
    from,
    inputPico,
    outputPico: base("output_mtok") ?? 0,
    ...defined("cacheReadPico", base("cache_read_mtok")),
    ...defined("cacheWritePico", base("cache_write_mtok")),
    ...defined("cacheWriteLongPico", base("cache_write_1h_mtok")),
    ...defined("reasoningPico", base("output_reasoning_mtok")),
    ...defined("requestNanos", requestNanos),
    ...defined("inputImagePico", base("input_image_mtok")),
    ...defined("outputImagePico", base("output_image_mtok")),
    ...defined("inputAudioPico", base("input_audio_mtok")),
    ...defined("outputAudioPico", base("output_audio_mtok")),
    ...defined("audioSecondPico", hour === undefined ? undefined : perSecond(hour)),
    ...(tiers.length > 0 ? { tiers } : {}),
    source: SOURCE,
  };
}

function convertTiers(prices: ModelPrice): PriceTier[] {
  const starts = new Set<number>();
  for (const value of Object.values(prices)) {
    if (typeof value === "object") for (const tier of value.tiers) starts.add(tier.start);
  }
  return [...starts]
    .sort((a, b) => a - b)
    .map((start) => {
      const above = (key: string): number | undefined => {
        const value = prices[key];
        if (value === undefined) return undefined;
        if (typeof value === "number") return shiftSix(value);
        return shiftSix(value.tiers.filter((tier) => tier.start <= start).at(-1)?.price ?? value.base);
      };
      return {
        aboveInputTokens: start,
        inputPico: above("input_mtok") ?? 0,
        outputPico: above("output_mtok") ?? 0,
        ...defined("cacheReadPico", above("cache_read_mtok")),
        ...defined("cacheWritePico", above("cache_write_mtok")),
        ...defined("cacheWriteLongPico", above("cache_write_1h_mtok")),
      };
    });
}

function defined<K extends string>(key: K, value: number | undefined): { readonly [P in K]?: number } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: number });
}
