import { findProvider, type MatchLogic, type ModelInfo } from "@pydantic/genai-prices";
import type { ModelOperation, OfferingVariant, Price } from "../../src/catalog/types.ts";
import { BY_NAME, type NamedModel, type NamedSource } from "./by-name.ts";
import { convertPrices } from "./convert-price.ts";
import { EXCLUDED, IDS, NATIVE_IDS, SOURCE_PROVIDERS } from "./rules.ts";

/** One model at one provider as the price source knows it. */
export interface SourceEntry {
  readonly provider: string;
  readonly id: string;
  readonly nativeId: string;
  readonly versions: readonly string[];
  readonly name: string;
  readonly contextTokens: number | undefined;
  /** Taken by name instead of by rule. */
  readonly named?: true;
  /** Absent: told by its name. */
  readonly operation?: ModelOperation | undefined;
  readonly variants?: readonly OfferingVariant[] | undefined;
  readonly prices: readonly Price[];
}

/** All entries we take, in the source's order; those taken by name after those taken by rule. */
export function readSource(): SourceEntry[] {
  const byRule = Object.entries(SOURCE_PROVIDERS).flatMap(([provider, theirs]) =>
    modelsOf(theirs).flatMap((model) => entriesOf(provider, model)),
  );
  const byName = Object.entries(BY_NAME).flatMap(([provider, from]) =>
    from.models.map((named) => namedEntry(provider, from, named)),
  );
  return [...byRule, ...byName];
}

function modelsOf(theirs: string): readonly ModelInfo[] {
  const found = findProvider({ providerId: theirs });
  if (found === undefined) throw new Error(`The price source has no provider ${theirs}`);
  return found.models;
}

/** A name that the source no longer has, or has no price for, is a fault of our table. */
function namedEntry(provider: string, { theirs, roundsContexts }: NamedSource, named: NamedModel): SourceEntry {
  const pricesOf = (source: string): { model: ModelInfo; prices: Price[] } => {
    const model = modelsOf(theirs).find((one) => one.id === source);
    const prices = model === undefined ? [] : convertPrices(model);
    if (model === undefined || prices.length === 0)
      throw new Error(`The price source has no price of ${theirs}/${source}`);
    return { model, prices };
  };
  const { id, source = id, nativeId = source, versions = [], variants, operation } = named;
  const { model, prices } = pricesOf(source);
  return {
    provider,
    id,
    nativeId,
    versions,
    name: model.name ?? id,
    contextTokens: roundsContexts ? undefined : model.context_window,
    named: true,
    operation,
    variants: variants?.map((variant) => ({ nativeIds: variant.nativeIds, prices: pricesOf(variant.source).prices })),
    prices,
  };
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

const EMBEDDING = /embed/;

export function isEmbedding(id: string): boolean {
  return EMBEDDING.test(id);
}
