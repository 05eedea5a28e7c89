import { BoundedMap } from "../../bounded-map.ts";
import type { CatalogIndex, Hit } from "../../catalog/lookup.ts";
import type { Model } from "../../catalog/types.ts";
import type { Dialect, DialectId, EncodeTarget } from "../../dialects/dialect.ts";
import { QUIRK_NEEDS, type Quirk } from "../../dialects/quirks.ts";
import { asciiJson } from "../../framing/ascii-json.ts";
import type { Operation, Provider, Speech } from "../../providers/provider.ts";
import type { Credential, Target } from "../routing/target.ts";
import type { Dispatch } from "../upstream/transport.ts";

/** A provider with its address and the keys it may be called with. */
export interface ConnectedProvider {
  readonly provider: Provider;
  /** Scheme, host and port. */
  readonly origin: string;
  /** Path of the base URL, without a trailing slash; may be empty. */
  readonly basePath: string;
  /** In order of use. Empty: cannot be called. */
  readonly credentials: readonly Credential[];
  readonly dispatch: Dispatch;
}

/** A model asked for at a provider; `hit` is absent for names that only the provider knows. */
export interface Candidate {
  readonly connected: ConnectedProvider;
  readonly nativeId: string;
  readonly hit: Hit | undefined;
}

export type LocalOperations = Readonly<Partial<Record<Operation, Dispatch>>>;

const MAX_TARGETS = 5_000;

/** Everything the data plane answers from, immutable and swapped as a whole; requests keep the one they began with. */
export class Snapshot {
  readonly version: string;
  readonly catalog: CatalogIndex;
  readonly providers: ReadonlyMap<string, ConnectedProvider>;
  /** Answers operations that a provider itself does not serve. */
  readonly #local: LocalOperations;
  /** Names come from callers, so the cache of targets made from them is bounded. */
  readonly #targets = new BoundedMap<string, Target>(MAX_TARGETS);

  constructor(
    version: string,
    catalog: CatalogIndex,
    providers: ReadonlyMap<string, ConnectedProvider>,
    local: LocalOperations,
  ) {
    this.#local = local;
    this.version = version;
    this.catalog = catalog;
    this.providers = providers;
  }

  /**
   * The target for a candidate, or undefined when its provider does not serve the operation. A provider that speaks
   * the caller's own wire is spoken to in it, so that the bytes can be relayed.
   */
  targetOf(candidate: Candidate, operation: Operation, caller: Pick<Dialect, "id">): Target | undefined {
    const { provider } = candidate.connected;
    const key = `${provider.id} ${operation} ${caller.id} ${candidate.nativeId}`;
    const known = this.#targets.get(key);
    if (known !== undefined) return known;
    const speech = speechFor(provider, operation, caller.id);
    const dispatch = speech === undefined ? this.#local[operation] : candidate.connected.dispatch;
    if (dispatch === undefined) return undefined;
    const target = makeTarget(candidate, speech ?? { operation, dialect: caller.id, path: "" }, dispatch);
    this.#targets.set(key, target);
    return target;
  }
}

function speechFor(provider: Provider, operation: Operation, dialect: DialectId): Speech | undefined {
  const speeches = provider.speaks.filter((speech) => speech.operation === operation);
  return speeches.find((speech) => speech.dialect === dialect) ?? speeches[0];
}

function makeTarget(candidate: Candidate, speech: Speech, dispatch: Dispatch): Target {
  const { connected, nativeId, hit } = candidate;
  const { provider } = connected;
  const modelId = hit?.model.id ?? nativeId;
  const label = `${provider.id}/${modelId}`;
  return {
    providerId: provider.id,
    modelId,
    nativeModel: nativeId,
    label,
    labelJson: asciiJson(label),
    nativeJson: asciiJson(nativeId),
    dialect: speech.dialect,
    path: connected.basePath + speech.path,
    origin: connected.origin,
    dispatch,
    encode: encodeTarget(candidate),
    credentials: connected.credentials,
    forwardHeaders: provider.forwardHeaders ?? [],
    model: hit?.model,
    offering: hit?.offering,
  };
}

/** The provider's quirks, less those that this model is known not to show. */
function quirksOf(provider: Provider, model: Model | undefined): ReadonlySet<Quirk> {
  const capabilities: readonly string[] | undefined = model?.capabilities;
  return new Set(
    provider.quirks.filter((quirk) => {
      const needed = QUIRK_NEEDS[quirk];
      return needed === undefined || capabilities === undefined || capabilities.includes(needed);
    }),
  );
}

function encodeTarget({ connected, nativeId, hit }: Candidate): EncodeTarget {
  const model = hit?.model;
  return {
    model: nativeId,
    quirks: quirksOf(connected.provider, model),
    maxOutputTokens: hit?.offering.maxOutputTokens ?? model?.maxOutputTokens,
    sampling: model?.sampling ?? true,
    efforts: model?.efforts ?? [],
    reasoningStyle: model?.reasoningStyle ?? "none",
    family: model?.family,
    imageOutput: model?.output.includes("image") ?? false,
  };
}
