import {
  type ConditionalPrice,
  findProvider,
  type MatchLogic,
  type ModelInfo,
  type ModelPrice,
} from "@pydantic/genai-prices";
import { SINCE_EVER } from "../../src/catalog/price-at.ts";
import type { Price, PriceTier } from "../../src/catalog/types.ts";
import { shiftSix } from "./decimal.ts";
import { EXCLUDED, IDS, NATIVE_IDS, SOURCE_PROVIDERS } from "./rules.ts";

/** One model at one provider as the price source knows it. */
export interface SourceEntry {
  readonly provider: string;
  readonly id: string;
  readonly nativeId: string;
  readonly versions: readonly string[];
  readonly name: string;
  readonly contextTokens: number | undefined;
  readonly prices: readonly Price[];
}

export const SOURCE = "genai-prices 0.1.8";

/** All entries we take, in the source's order. */
export function readSource(): SourceEntry[] {
  return Object.entries(SOURCE_PROVIDERS).flatMap(([provider, theirs]) => {
    const found = findProvider({ providerId: theirs });
    if (found === undefined) throw new Error(`The price source has no provider ${theirs}`);
    return found.models.flatMap((model) => entriesOf(provider, model));
  });
}

function entriesOf(provider: string, model: ModelInfo): SourceEntry[] {
  const prices = convertPrices(model);
  // Without a token price it is no chat or embedding model; deprecated means the provider no longer serves it.
  if (prices.length === 0 || model.deprecated === true) return [];
  const names = [...new Set([model.id, ...equals(model.match)])];
  const own = nativeName(provider, model);
  const entries: SourceEntry[] = [];
  const versions: string[] = [];
  for (const name of names) {
    if (EXCLUDED[provider]?.test(name)) continue;
    if (name === model.id || name === own) continue;
    const ruled = IDS[provider]?.[name] !== undefined;
    if (!ruled && (isVersion(own, name) || isVersion(model.id, name))) versions.push(name);
    else if (ruled || isModelOfItsOwn(provider, name)) entries.push(entry(provider, name, name, [], model, prices));
  }
  if (EXCLUDED[provider]?.test(model.id)) return entries;
  return [entry(provider, model.id, own, versions, model, prices), ...entries];
}

/** Providers whose entries in the source differ from the usual, by the way in which they do. */
const NATIVE_NAME_IN_MATCH: ReadonlySet<string> = new Set(["fireworks"]);
const P_FOR_DOT: ReadonlySet<string> = new Set(["fireworks"]);
const LISTS_MODELS_UNDER_PRICES: ReadonlySet<string> = new Set(["openrouter"]);

/** Fireworks' ids are short in the source and long on the wire; others send the source's id or what a rule says. */
function nativeName(provider: string, model: ModelInfo): string {
  if (NATIVE_NAME_IN_MATCH.has(provider)) return equals(model.match)[0] ?? model.id;
  return NATIVE_IDS[provider]?.[model.id] ?? model.id;
}

function entry(
  provider: string,
  sourceId: string,
  nativeId: string,
  versions: readonly string[],
  model: ModelInfo,
  prices: readonly Price[],
): SourceEntry {
  return {
    provider,
    id: IDS[provider]?.[sourceId] ?? catalogId(provider, sourceId),
    nativeId,
    versions,
    name: sourceId === model.id && model.name !== undefined ? model.name : sourceId.replace(/^.*\//, ""),
    contextTokens: model.context_window,
    prices,
  };
}

/** The general rules: no vendor prefix, Anthropic's dashes for dots, Fireworks' `p` as a dot, no `-latest`. */
function catalogId(provider: string, sourceId: string): string {
  const short = sourceId.replace(/^.*\//, "");
  if (P_FOR_DOT.has(provider)) return short.replace(/(\d)p(\d)/g, "$1.$2");
  if (short.startsWith("claude-")) {
    return short
      .replace(/\./g, "-")
      .replace(/-latest$/, "")
      .replace(/^(claude-(?:opus|sonnet)-4)-0$/, "$1");
  }
  return short;
}

/** `gpt-4o-2024-08-06` of `gpt-4o`: a suffix of digits, or a moving name. */
function isVersion(base: string, name: string): boolean {
  return name.startsWith(`${base}-`) && /^(\d{4}(-\d{2}-\d{2})?|\d{8}|latest|beta)$/.test(name.slice(base.length + 1));
}

/** The source files models of one price under one entry. Most of OpenRouter's are models of their own. */
function isModelOfItsOwn(provider: string, name: string): boolean {
  return (
    LISTS_MODELS_UNDER_PRICES.has(provider) &&
    !/\d{8}|:|-\d{4}(-\d{2}){0,2}$|-\d{2}-\d{2}$/.test(name) &&
    !/-(pro|high)$|-customtools$/.test(name)
  );
}

function equals(match: MatchLogic): string[] {
  if ("equals" in match) return [match.equals];
  return "or" in match ? match.or.flatMap(equals) : [];
}

function convertPrices(model: ModelInfo): Price[] {
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

const EMBEDDING = /embed/;

export function isEmbedding(id: string): boolean {
  return EMBEDDING.test(id);
}

/** Undefined where the source has no token prices, which includes models it lists as free without a figure. */
function convertPrice(from: string, prices: ModelPrice): Price | undefined {
  const base = (key: string): number | undefined => {
    const value = prices[key];
    return value === undefined ? undefined : shiftSix(typeof value === "number" ? value : value.base);
  };
  const inputPico = base("input_mtok");
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
