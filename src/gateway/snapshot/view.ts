import { BoundedMap } from "../../bounded-map.ts";
import type { CatalogIndex, Hit } from "../../catalog/lookup.ts";
import type { Model, Offering } from "../../catalog/types.ts";
import type { DialectId, EncodeTarget } from "../../dialects/dialect.ts";
import { QUIRK_NEEDS, type Quirk } from "../../dialects/quirks.ts";
import { asciiJson } from "../../framing/ascii-json.ts";
import type { Operation, Provider, Speech } from "../../providers/provider.ts";
import type { OwnModel } from "../routes/own-model.ts";
import type { Credential, Target } from "../routing/target.ts";
import type { Dispatch } from "../upstream/transport.ts";

/** A provider with the keys it may be called with. */
export interface ConnectedProvider {
  readonly provider: Provider;
  /** In order of use. Empty: cannot be called. */
  readonly credentials: readonly Credential[];
}

/** A model asked for at a provider; `hit` is absent for names that only the provider knows. */
export interface Candidate {
  readonly connected: ConnectedProvider;
  readonly nativeId: string;
  readonly hit: Hit | undefined;
  /** What it costs where the catalogue does not tell; else that of the hit. */
  readonly offering?: Offering | undefined;
  /** What a configuration changes of it. */
  readonly own?: OwnModel | undefined;
}

/** What a candidate costs and can hold; undefined where nothing is known. */
export function offeringOf({ hit, offering }: Candidate): Offering | undefined {
  return offering ?? hit?.offering;
}

/** What the gateway answers itself, by wire, where a provider does not speak it. */
export type LocalWires = Readonly<Partial<Record<DialectId, Dispatch>>>;

/** How a provider is to be spoken to for one request. */
export interface Wanted {
  readonly operation: Operation;
  /** The caller's wire: preferred, so that bytes can be relayed. */
  readonly wire: DialectId;
  /** A wire in which the provider refuses this request; spoken only where there is no other. */
  readonly avoid: DialectId | undefined;
}

const MAX_TARGETS = 5_000;

/** The snapshot as one kind of caller sees it: with the keys that may be used for them. */
export class View {
  readonly catalog: CatalogIndex;
  /** By id; custom providers by their name. */
  readonly providers: ReadonlyMap<string, ConnectedProvider>;
  /** True when only the organization's own keys may be used. */
  readonly ownKeysOnly: boolean;
  /** Answers in the providers' place. */
  readonly local: LocalWires;
  /** Names come from callers, so the cache of targets made from them is bounded. */
  readonly #targets = new BoundedMap<string, Target>(MAX_TARGETS);

  constructor(
    catalog: CatalogIndex,
    providers: ReadonlyMap<string, ConnectedProvider>,
    local: LocalWires,
    ownKeysOnly: boolean,
  ) {
    this.ownKeysOnly = ownKeysOnly;
    this.catalog = catalog;
    this.providers = providers;
    this.local = local;
  }

  /** The target for a candidate, or undefined when its provider does not serve the operation. */
  targetOf(candidate: Candidate, wanted: Wanted): Target | undefined {
    const { provider } = candidate.connected;
    const { operation, wire, avoid = "" } = wanted;
    const variant = candidate.own?.variant ?? "";
    const key = `${provider.id} ${operation} ${wire} ${avoid} ${variant} ${candidate.nativeId}`;
    const known = this.#targets.get(key);
    if (known !== undefined) return known;
    const speech = speechFor(candidate, wanted);
    const local = speech?.dialect === wire ? undefined : this.local[wire];
    const spoken = local === undefined ? speech : { operation, dialect: wire, path: "" };
    if (spoken === undefined) return undefined;
    const target = makeTarget(candidate, spoken, local);
    this.#targets.set(key, target);
    return target;
  }
}

/** True when the provider itself serves the operation, or the gateway does in its place. */
export function serves(provider: Provider, operation: Operation, wire: DialectId, local: LocalWires): boolean {
  return local[wire] !== undefined || provider.speaks.some((speech) => speech.operation === operation);
}

function speechFor(candidate: Candidate, { operation, wire, avoid }: Wanted): Speech | undefined {
  const all = candidate.connected.provider.speaks.filter((speech) => speech.operation === operation);
  const own = all.filter((speech) => isOwnSpeech(speech, candidate));
  const speeches = own.length > 0 ? own : all.filter((speech) => speech.families === undefined);
  const fit = speeches.filter((speech) => speech.dialect !== avoid);
  const usable = fit.length > 0 ? fit : speeches;
  return usable.find((speech) => speech.dialect === wire) ?? usable[0];
}

/** True for a speech that is there for this model's kin. */
function isOwnSpeech({ families, natives }: Speech, { hit, nativeId }: Candidate): boolean {
  if (families === undefined) return false;
  const family = hit?.model.family;
  return family === undefined ? (natives?.test(nativeId) ?? false) : families.includes(family);
}

function makeTarget(candidate: Candidate, speech: Speech, local: Dispatch | undefined): Target {
  const { connected, nativeId, hit, own } = candidate;
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
    speech,
    local,
    encode: encodeTarget(candidate),
    credentials: connected.credentials,
    forwardHeaders: provider.forwardHeaders ?? [],
    model: hit?.model,
    offering: offeringOf(candidate),
    ...(own === undefined ? {} : { terms: own.terms, retries: own.retries, routeModelId: own.id }),
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
