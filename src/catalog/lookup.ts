import { type NameTable, nameTable, nearestNames } from "./nearest.ts";
import type { Catalog, Model, Offering } from "./types.ts";

/** One model at one provider, as found by name. */
export interface Hit {
  readonly model: Model;
  readonly offering: Offering;
  /** Name to send: the one asked for when it is a version of its own, else the offering's. */
  readonly nativeId: string;
  /** `provider/model` with the catalogue id: how the model is listed, metered and shown. */
  readonly id: string;
}

/** Lookups in one catalogue. Made once for each catalogue and never changed. */
export interface CatalogIndex {
  readonly catalog: Catalog;
  /**
   * A model at a provider, by catalogue id, alias, native name, or a dated version of one. Exact case first, then any.
   */
  find(provider: string, name: string): Hit | undefined;
  /** A model wherever it is offered, by the same names: one hit a provider, in catalogue order. Empty: not known. */
  findAnywhere(name: string): readonly Hit[];
  /** Names most like an unknown model string, with a provider if it has one. Best first. */
  nearest(name: string, limit: number): string[];
  /** Every offering, sorted by id, for listings. */
  readonly list: readonly Hit[];
}

/** A date at the end of a native name: `-2026-09-04`, `-20260904`. */
const DATED = /-(?:\d{4}-\d{2}-\d{2}|20\d{6})$/;
const NONE: readonly Hit[] = [];

export function indexCatalog(catalog: Catalog): CatalogIndex {
  const names = new Names();
  for (const model of catalog.models) names.add(model);
  const list = catalog.models.flatMap((model) => model.offerings.map((offering) => hit(model, offering)));
  list.sort((a, b) => (a.id < b.id ? -1 : 1));
  const near = new NearIndex(catalog);
  return {
    catalog,
    find: (provider, name) => names.find(provider, name),
    findAnywhere: (name) => names.findAnywhere(name),
    nearest: (name, limit) => near.nearest(name, limit),
    list,
  };
}

function hit(model: Model, offering: Offering, nativeId = offering.nativeId): Hit {
  return { model, offering, nativeId, id: `${offering.provider}/${model.id}` };
}

/** Values by name: exactly as written, and in any case for those who ask for that. The first of a name stays. */
class NameMap<T> {
  readonly exact = new Map<string, T>();
  readonly anyCase = new Map<string, T>();

  add(name: string, value: T): void {
    if (!this.exact.has(name)) this.exact.set(name, value);
    const lower = name.toLowerCase();
    if (!this.anyCase.has(lower)) this.anyCase.set(lower, value);
  }
}

/**
 * Within `provider/…` a native name goes before an id: it is what that vendor means by it. Anywhere, ids go before
 * aliases and aliases before native names.
 */
class Names {
  readonly #natives = new NameMap<Hit>();
  readonly #named = new NameMap<Hit>();
  readonly #ids = new NameMap<readonly Hit[]>();
  readonly #aliases = new NameMap<readonly Hit[]>();
  readonly #nativesAnywhere = new NameMap<Hit[]>();

  add(model: Model): void {
    const hits = model.offerings.map((offering) => hit(model, offering));
    this.#ids.add(model.id, hits);
    for (const alias of model.aliases ?? []) this.#aliases.add(alias, hits);
    for (const own of hits) {
      const { provider, versions, variants } = own.offering;
      for (const name of [model.id, ...(model.aliases ?? [])]) this.#named.add(`${provider}/${name}`, own);
      this.#addNative(own);
      for (const version of versions ?? []) this.#addNative(hit(model, own.offering, version));
      for (const { nativeIds, ...other } of variants ?? []) {
        for (const nativeId of nativeIds) this.#addNative(hit(model, { ...own.offering, ...other, nativeId }));
      }
    }
  }

  #addNative(own: Hit): void {
    this.#natives.add(`${own.offering.provider}/${own.nativeId}`, own);
    const others = this.#nativesAnywhere.exact.get(own.nativeId);
    if (others === undefined) this.#nativesAnywhere.add(own.nativeId, [own]);
    else if (!others.some((other) => other.offering.provider === own.offering.provider)) others.push(own);
  }

  find(provider: string, name: string): Hit | undefined {
    const key = `${provider}/${name}`;
    const lower = key.toLowerCase();
    return (
      this.#natives.exact.get(key) ??
      this.#named.exact.get(key) ??
      this.#natives.anyCase.get(lower) ??
      this.#named.anyCase.get(lower) ??
      this.#dated(provider, name)
    );
  }

  /** A dated version nobody listed costs what its model costs, and is sent under the name asked for. */
  #dated(provider: string, name: string): Hit | undefined {
    const base = name.replace(DATED, "");
    if (base === name) return undefined;
    const key = `${provider}/${base}`.toLowerCase();
    const found = this.#natives.anyCase.get(key) ?? this.#named.anyCase.get(key);
    return found === undefined ? undefined : hit(found.model, found.offering, name);
  }

  findAnywhere(name: string): readonly Hit[] {
    const lower = name.toLowerCase();
    return (
      this.#ids.exact.get(name) ??
      this.#aliases.exact.get(name) ??
      this.#nativesAnywhere.exact.get(name) ??
      this.#ids.anyCase.get(lower) ??
      this.#aliases.anyCase.get(lower) ??
      this.#nativesAnywhere.anyCase.get(lower) ??
      NONE
    );
  }
}

/** Tables of names for {@link CatalogIndex.nearest}; those of one provider are built when first asked for. */
class NearIndex {
  readonly #catalog: Catalog;
  readonly #providers: NameTable;
  readonly #tables = new Map<string, NameTable>();

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
    this.#providers = nameTable(catalog.models.flatMap((model) => model.offerings.map((own) => own.provider)));
  }

  nearest(asked: string, limit: number): string[] {
    const slash = asked.indexOf("/");
    if (slash < 0) return nearestNames(this.#table(""), asked, limit);
    const [provider] = nearestNames(this.#providers, asked.slice(0, slash), 1);
    const name = asked.slice(slash + 1);
    if (provider === undefined) return nearestNames(this.#table(""), name, limit);
    return nearestNames(this.#table(provider), name, limit).map((id) => `${provider}/${id}`);
  }

  /** Ids and aliases of the models at one provider; all for the empty name. */
  #table(provider: string): NameTable {
    const known = this.#tables.get(provider);
    if (known !== undefined) return known;
    const models = this.#catalog.models.filter(
      (model) => provider === "" || model.offerings.some((offering) => offering.provider === provider),
    );
    const table = nameTable(models.flatMap((model) => [model.id, ...(model.aliases ?? [])]));
    this.#tables.set(provider, table);
    return table;
  }
}
