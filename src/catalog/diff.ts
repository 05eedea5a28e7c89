import { priceAt } from "./price-at.ts";
import type { Catalog, Offering, Price } from "./types.ts";

/** What changed from one catalogue to another. Offerings are named `provider/model`, variants `… as <native name>`. */
export interface CatalogDiff {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly prices: readonly PriceChange[];
}

/** One figure of one offering's price from one day on. */
export interface PriceChange {
  readonly offering: string;
  /** First day on which it shows, `YYYY-MM-DD`. */
  readonly from: string;
  /** Such as `inputPico`, or `outputPico above 200000`; `price` when all of it appeared or went. */
  readonly field: string;
  /** In the field's own unit; null: unknown. */
  readonly before: number | null;
  readonly after: number | null;
  /** Change in percent of the old figure; null when either is unknown or the old one is zero. */
  readonly percent: number | null;
}

export function diffCatalogs(before: Catalog, after: Catalog): CatalogDiff {
  const old = offeringsById(before);
  const now = offeringsById(after);
  const prices: PriceChange[] = [];
  for (const [id, offering] of now) {
    const known = old.get(id);
    if (known !== undefined) prices.push(...diffPrices(id, known, offering));
  }
  return {
    added: [...now.keys()].filter((id) => !old.has(id)).sort(),
    removed: [...old.keys()].filter((id) => !now.has(id)).sort(),
    prices,
  };
}

/** True when nothing a request could notice in its cost or its routes changed. */
export function isEmptyDiff(diff: CatalogDiff): boolean {
  return diff.added.length === 0 && diff.removed.length === 0 && diff.prices.length === 0;
}

function offeringsById(catalog: Catalog): Map<string, Offering> {
  const found = new Map<string, Offering>();
  for (const model of catalog.models) {
    for (const own of model.offerings) {
      const id = `${own.provider}/${model.id}`;
      found.set(id, own);
      for (const { nativeIds, prices } of own.variants ?? []) {
        for (const nativeId of nativeIds) found.set(`${id} as ${nativeId}`, { ...own, prices });
      }
    }
  }
  return found;
}

/** Compares the prices in force on each day and minute on which either side changes. */
function diffPrices(offering: string, before: Offering, after: Offering): PriceChange[] {
  const changes = new Map<string, PriceChange>();
  const days = [...new Set([...before.prices, ...after.prices].map((price) => price.from))].sort();
  for (const from of days) {
    for (const minute of minutesOf(before, after)) {
      const atMs = Date.parse(from) + minute * 60_000;
      for (const change of diffFigures(offering, from, priceAt(before, atMs), priceAt(after, atMs))) {
        const key = `${change.field} ${change.before} ${change.after}`;
        if (!changes.has(key)) changes.set(key, change);
      }
    }
  }
  return [...changes.values()];
}

function minutesOf(...offerings: readonly Offering[]): Set<number> {
  const minutes = new Set([0]);
  for (const { prices } of offerings) {
    for (const window of prices.flatMap((price) => price.windows ?? [])) {
      minutes.add(window.fromMinute).add(window.untilMinute % 1440);
    }
  }
  return minutes;
}

type Figures = Readonly<Record<string, number>>;

function diffFigures(
  offering: string,
  from: string,
  before: Omit<Price, "windows"> | undefined,
  after: Omit<Price, "windows"> | undefined,
): PriceChange[] {
  if (before === undefined && after === undefined) return [];
  if (before === undefined || after === undefined) {
    const sum = (price: Omit<Price, "windows"> | undefined) => (price ? price.inputPico + price.outputPico : null);
    return [{ offering, from, field: "price", before: sum(before), after: sum(after), percent: null }];
  }
  const sizes = new Set([...(before.tiers ?? []), ...(after.tiers ?? [])].map((tier) => tier.aboveInputTokens));
  const media = (Object.keys(MEDIA) as MediaField[]).filter((field) => (before[field] ?? after[field]) !== undefined);
  const changes: PriceChange[] = [];
  for (const size of [0, ...sizes]) {
    const old = figures(before, size, media);
    const now = figures(after, size, media);
    for (const [field, value] of Object.entries(now)) {
      const was = old[field] ?? 0;
      if (was === value) continue;
      const percent = was === 0 ? null : ((value - was) / was) * 100;
      changes.push({
        offering,
        from,
        field: size === 0 ? field : `${field} above ${size}`,
        before: was,
        after: value,
        percent,
      });
    }
  }
  return changes;
}

/** Tokens that are not text, and what they cost where they have no figure of their own. */
const MEDIA = {
  inputImagePico: "inputPico",
  outputImagePico: "outputPico",
  inputAudioPico: "inputPico",
  outputAudioPico: "outputPico",
} as const;

type MediaField = keyof typeof MEDIA;

/**
 * Every figure as it is charged for an input just above `size` tokens, defaults filled in; of images and audio only
 * those of `media`.
 */
function figures(price: Omit<Price, "windows">, size: number, media: readonly MediaField[]): Figures {
  const tier = (price.tiers ?? []).filter((one) => one.aboveInputTokens <= size).at(-1);
  const row = tier ?? price;
  const cacheWritePico = row.cacheWritePico ?? row.inputPico;
  return {
    inputPico: row.inputPico,
    outputPico: row.outputPico,
    cacheReadPico: row.cacheReadPico ?? row.inputPico,
    cacheWritePico,
    cacheWriteLongPico: row.cacheWriteLongPico ?? cacheWritePico,
    reasoningPico: tier === undefined ? (price.reasoningPico ?? price.outputPico) : tier.outputPico,
    requestNanos: price.requestNanos ?? 0,
    imageNanos: price.imageNanos ?? 0,
    ...Object.fromEntries(media.map((field) => [field, price[field] ?? row[MEDIA[field]]])),
    audioSecondPico: price.audioSecondPico ?? 0,
    inputCharacterPico: price.inputCharacterPico ?? 0,
    searchUnitNanos: price.searchUnitNanos ?? 0,
  };
}
