import {
  type Candidate,
  cosine,
  type Judgement,
  type NearestOptions,
  type PurgeSelector,
  type SemanticEntry,
  type SemanticIndex,
  type Space,
} from "./semantic-index.ts";

export interface MemoryIndexBounds {
  readonly entriesPerScope: number;
  /** Of all vectors and texts together. */
  readonly bytes: number;
}

const BOUNDS: MemoryIndexBounds = { entriesPerScope: 1_000, bytes: 64 * 1024 * 1024 };
/** What an entry takes beside its vector and its text. */
const ENTRY_BYTES = 400;

type Entries = Map<string, SemanticEntry>;

/**
 * Exact search over the vectors of a scope. Full, it forgets the scope that was looked at longest ago of the tenant that
 * has most, so that one tenant cannot take the others' place.
 */
export class MemorySemanticIndex implements SemanticIndex {
  /** Tenant → scope → entries, scopes in the order of use. */
  readonly #tenants = new Map<string, Map<string, Entries>>();
  readonly #bytes = new Map<string, number>();
  readonly #bounds: MemoryIndexBounds;
  readonly #onForget: (space: Space) => void;
  #total = 0;

  /** `onForget` is told of scopes that had to go for want of room. */
  constructor(bounds: Partial<MemoryIndexBounds> = {}, onForget: (space: Space) => void = () => {}) {
    this.#bounds = { ...BOUNDS, ...bounds };
    this.#onForget = onForget;
  }

  nearest(space: Space, vector: Float32Array, { nowMs, atLeast, limit }: NearestOptions): Candidate[] {
    const entries = this.#entries(space);
    if (entries === undefined) return [];
    const found: Candidate[] = [];
    for (const entry of entries.values()) {
      if (entry.expiresAtMs <= nowMs) {
        this.remove(space, entry.id);
        continue;
      }
      const near = cosine(vector, entry.vector);
      if (near >= atLeast) found.push({ entry, cosine: near });
    }
    return found.sort((a, b) => b.cosine - a.cosine).slice(0, limit);
  }

  add(entry: SemanticEntry): void {
    this.remove(entry, entry.id);
    const scopes = this.#tenants.get(entry.tenant) ?? new Map<string, Entries>();
    const entries = scopes.get(entry.scope) ?? new Map<string, SemanticEntry>();
    this.#tenants.set(entry.tenant, scopes.set(entry.scope, entries));
    entries.set(entry.id, entry);
    this.#count(entry, 1);
    if (entries.size > this.#bounds.entriesPerScope) this.remove(entry, entries.keys().next().value ?? "");
    while (this.#total > this.#bounds.bytes && this.#forgetScope());
  }

  judge(space: Space, id: string, { floor, falseHits }: Judgement): void {
    const entries = this.#tenants.get(space.tenant)?.get(space.scope);
    const entry = entries?.get(id);
    if (entry !== undefined) entries?.set(id, { ...entry, floor, falseHits });
  }

  remove({ tenant, scope }: Space, id: string): void {
    const scopes = this.#tenants.get(tenant);
    const entries = scopes?.get(scope);
    const entry = entries?.get(id);
    if (scopes === undefined || entries === undefined || entry === undefined) return;
    entries.delete(id);
    this.#count(entry, -1);
    if (entries.size === 0) scopes.delete(scope);
    if (scopes.size === 0) this.#tenants.delete(tenant);
  }

  purge({ tenant, projectId, model, beforeMs }: PurgeSelector): number {
    const entries = [...(this.#tenants.get(tenant)?.values() ?? [])].flatMap((scope) => [...scope.values()]);
    const chosen = entries.filter(
      (entry) =>
        (projectId === undefined || entry.projectId === projectId) &&
        (model === undefined || entry.model === model) &&
        (beforeMs === undefined || entry.storedAtMs < beforeMs),
    );
    for (const entry of chosen) this.remove(entry, entry.id);
    return chosen.length;
  }

  /** How many entries a tenant has, and their bytes. */
  size(tenant: string): { readonly entries: number; readonly bytes: number } {
    let entries = 0;
    for (const scope of this.#tenants.get(tenant)?.values() ?? []) entries += scope.size;
    return { entries, bytes: this.#bytes.get(tenant) ?? 0 };
  }

  /** Drops all of a scope. */
  forget({ tenant, scope }: Space): void {
    for (const id of [...(this.#tenants.get(tenant)?.get(scope)?.keys() ?? [])]) this.remove({ tenant, scope }, id);
  }

  /** A scope's entries; it becomes the one used last. */
  #entries({ tenant, scope }: Space): Entries | undefined {
    const scopes = this.#tenants.get(tenant);
    const entries = scopes?.get(scope);
    if (scopes === undefined || entries === undefined) return undefined;
    scopes.delete(scope);
    scopes.set(scope, entries);
    return entries;
  }

  #count(entry: SemanticEntry, sign: 1 | -1): void {
    const bytes = sign * (ENTRY_BYTES + entry.vector.byteLength + 2 * entry.text.length);
    this.#total += bytes;
    const left = (this.#bytes.get(entry.tenant) ?? 0) + bytes;
    if (left === 0) this.#bytes.delete(entry.tenant);
    else this.#bytes.set(entry.tenant, left);
  }

  #forgetScope(): boolean {
    let [most, bytes] = ["", -1];
    for (const [tenant, held] of this.#bytes) if (held > bytes) [most, bytes] = [tenant, held];
    const scope = this.#tenants.get(most)?.keys().next().value;
    if (scope === undefined) return false;
    this.forget({ tenant: most, scope });
    this.#onForget({ tenant: most, scope });
    return true;
  }
}
