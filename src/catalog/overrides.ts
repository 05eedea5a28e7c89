import { type Parsed, parseCatalog } from "./load.ts";
import type { CatalogOverrides, ModelOverride, OfferingOverride } from "./schema.ts";
import { overridesSchema, schemaProblems } from "./schema.ts";
import type { Catalog, Model, Offering, Price } from "./types.ts";

/** Half-made: complete only once the schema has seen it. */
type Draft<T> = { readonly [K in keyof T]?: T[K] | undefined };

/**
 * The operator's corrections on top of a catalogue, as JSON text of `CATALOG_OVERRIDES`:
 * `{"models": [{"id": "gpt-4o", "offerings": [{"provider": "openai", "prices": [{"from": "2027-01-01", …}]}]}]}`.
 * Several are applied in order, later ones win.
 */
export function applyOverrides(catalog: Catalog, data: unknown, providers: ReadonlySet<string>): Parsed<Catalog> {
  const parsed = overridesSchema.safeParse(data);
  if (!parsed.success) return { ok: false, problems: schemaProblems(parsed.error) };
  return parseCatalog(mergeOverrides(catalog, parsed.data), providers);
}

/** The merge alone, unchecked: a new model may still lack required fields. */
export function mergeOverrides(catalog: Catalog, overrides: CatalogOverrides): unknown {
  const models = new Map<string, Draft<Model>>(catalog.models.map((model) => [model.id, model]));
  for (const override of overrides.models) {
    if (override.remove) models.delete(override.id);
    else models.set(override.id, mergeModel(models.get(override.id), override));
  }
  return { version: catalog.version, models: [...models.values()] };
}

function mergeModel(base: Draft<Model> | undefined, override: ModelOverride): Draft<Model> {
  const { remove: _remove, sources: _sources, offerings, aliases, ...fields } = override;
  const merged: Draft<Model> = { ...base, ...fields };
  const names = union(base?.aliases, aliases);
  return {
    ...merged,
    ...(names.length > 0 ? { aliases: names } : {}),
    offerings: mergeOfferings(base?.offerings ?? [], offerings ?? []),
  };
}

function mergeOfferings(base: readonly Offering[], overrides: readonly OfferingOverride[]): readonly Offering[] {
  const byProvider = new Map<string, Draft<Offering>>(base.map((offering) => [offering.provider, offering]));
  for (const { remove, prices, versions, ...fields } of overrides) {
    if (remove) {
      byProvider.delete(fields.provider);
      continue;
    }
    const old = byProvider.get(fields.provider);
    const names = union(old?.versions, versions);
    byProvider.set(fields.provider, {
      ...old,
      ...fields,
      ...(names.length > 0 ? { versions: names } : {}),
      prices: mergePrices(old?.prices ?? [], prices ?? []),
    });
  }
  // A new offering without a native name is incomplete here; the schema check that follows names it.
  return [...byProvider.values()] as Offering[];
}

/** Prices of both by first day, the override's where the day is the same. */
function mergePrices(base: readonly Price[], overrides: readonly Price[]): Price[] {
  const byDay = new Map<string, Price>([...base, ...overrides].map((price) => [price.from, price]));
  return [...byDay.values()].sort((a, b) => (a.from < b.from ? -1 : 1));
}

function union(a: readonly string[] | undefined, b: readonly string[] | undefined): string[] {
  return [...new Set([...(a ?? []), ...(b ?? [])])];
}
