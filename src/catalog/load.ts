import { catalogSchema, schemaProblems } from "./schema.ts";
import snapshot from "./snapshot.json" with { type: "json" };
import type { Catalog, Model, Offering, Price } from "./types.ts";

/** A catalogue that passed every check, or the reasons why it did not. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Reads catalogue data from outside. `providers` are the ids that offerings may name.
 */
export function parseCatalog(data: unknown, providers: ReadonlySet<string>): Parsed<Catalog> {
  const parsed = catalogSchema.safeParse(data);
  if (!parsed.success) return { ok: false, problems: schemaProblems(parsed.error) };
  const problems = catalogProblems(parsed.data, providers);
  return problems.length === 0 ? { ok: true, value: parsed.data } : { ok: false, problems };
}

/** The catalogue this build was shipped with. A faulty one is a bug of the build, so it throws. */
export function loadSnapshot(providers: ReadonlySet<string>): Catalog {
  const parsed = parseCatalog(snapshot, providers);
  if (!parsed.ok) throw new Error(`The embedded catalogue is faulty: ${parsed.problems.join("; ")}`);
  return parsed.value;
}

/** What is wrong with a well-formed catalogue as a whole; empty when nothing is. */
export function catalogProblems(catalog: Catalog, providers: ReadonlySet<string>): string[] {
  const problems: string[] = [];
  const ids = new Set<string>();
  for (const { id } of catalog.models) {
    const key = id.toLowerCase();
    if (ids.has(key)) problems.push(`${id}: two models have this id`);
    ids.add(key);
  }
  const aliases = new Map<string, string>();
  const natives = new Map<string, string>();
  for (const model of catalog.models) {
    for (const alias of model.aliases ?? []) {
      if (ids.has(alias.toLowerCase())) problems.push(`${model.id}: alias ${alias} is the id of a model`);
      claim(aliases, alias.toLowerCase(), model.id, `alias ${alias}`, problems);
    }
    const seen = new Set<string>();
    for (const offering of model.offerings) {
      if (seen.has(offering.provider)) problems.push(`${model.id}: two offerings at ${offering.provider}`);
      seen.add(offering.provider);
      for (const native of nativeNames(offering)) {
        claim(natives, `${offering.provider}/${native}`, model.id, `${offering.provider}/${native}`, problems);
      }
      problems.push(...offeringProblems(model, offering, providers));
    }
  }
  return problems;
}

function nativeNames({ nativeId, versions = [], variants = [] }: Offering): readonly string[] {
  return [nativeId, ...versions, ...variants.flatMap((variant) => variant.nativeIds)];
}

function claim(owners: Map<string, string>, key: string, owner: string, what: string, problems: string[]): void {
  const other = owners.get(key);
  if (other !== undefined) problems.push(`${owner}: ${what} also belongs to ${other}`);
  owners.set(key, owner);
}

function offeringProblems(model: Model, offering: Offering, providers: ReadonlySet<string>): string[] {
  const name = `${offering.provider}/${model.id}`;
  const problems: string[] = [];
  if (!providers.has(offering.provider)) problems.push(`${name}: there is no provider ${offering.provider}`);
  for (const { prices } of [offering, ...(offering.variants ?? [])]) {
    problems.push(...pricesProblems(name, model, prices));
  }
  return problems;
}

function pricesProblems(name: string, model: Model, prices: readonly Price[]): string[] {
  const problems: string[] = [];
  let last = "";
  for (const price of prices) {
    if (price.from <= last) problems.push(`${name}: prices must ascend by date (${price.from} after ${last})`);
    last = price.from;
    problems.push(...priceProblems(model, price).map((problem) => `${name} from ${price.from}: ${problem}`));
    for (const window of price.windows ?? []) {
      if (window.fromMinute >= window.untilMinute) problems.push(`${name} from ${price.from}: an empty window`);
      problems.push(...priceProblems(model, window.price).map((problem) => `${name} from ${price.from}: ${problem}`));
    }
  }
  return problems;
}

function priceProblems(model: Model, price: Omit<Price, "windows">): string[] {
  const problems: string[] = [];
  if (isFree(model, price) && price.source === undefined) problems.push("a price of zero must name its source");
  let above = 0;
  for (const tier of price.tiers ?? []) {
    if (tier.aboveInputTokens <= above) problems.push("tiers must ascend by input size");
    above = tier.aboveInputTokens;
  }
  return problems;
}

/** What is asked for nothing, in part or at all; other operations than these two have units of their own. */
function isFree({ operation }: Model, price: Omit<Price, "windows">): boolean {
  if (operation === "chat") return price.inputPico === 0 || price.outputPico === 0;
  if (operation === "embed") return price.inputPico === 0;
  return !Object.entries(price).some(([field, value]) => /(Pico|Nanos)$/.test(field) && value !== 0);
}
