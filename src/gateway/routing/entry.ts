import type { Candidate } from "../snapshot/view.ts";
import { ALL_ABILITIES, capabilityBits, modalityBits } from "./abilities.ts";

/** A candidate with everything that planning compares, made once for each view and kept. */
export interface Entry {
  readonly candidate: Candidate;
  /** `provider/model`. */
  readonly label: string;
  readonly providerId: string;
  readonly modelId: string;
  /** Names of its circuits, one a credential. */
  readonly circuits: readonly string[];
  /** The catalogue's score; null: none. */
  readonly quality: number | null;
  /** Infinite where it is not known. */
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
  /** Bits of `abilities.ts`. */
  readonly input: number;
  readonly capabilities: number;
  /** True when it answers inside this process. */
  readonly inProcess: boolean;
}

/** Reads a candidate's facts. */
export function entryOf(candidate: Candidate): Entry {
  const { connected, nativeId, hit } = candidate;
  const { provider, credentials } = connected;
  const modelId = hit?.model.id ?? nativeId;
  const label = `${provider.id}/${modelId}`;
  const { model, offering } = hit ?? {};
  const without = offering?.without ?? [];
  return {
    candidate,
    label,
    providerId: provider.id,
    modelId,
    circuits: credentials.map(({ id }) => `${label}#${id}`),
    quality: model?.quality?.score ?? null,
    contextTokens: offering?.contextTokens ?? model?.contextTokens ?? Number.POSITIVE_INFINITY,
    maxOutputTokens: offering?.maxOutputTokens ?? model?.maxOutputTokens ?? Number.POSITIVE_INFINITY,
    input: model === undefined ? ALL_ABILITIES : modalityBits(model.input),
    capabilities:
      model === undefined ? ALL_ABILITIES : capabilityBits(model.capabilities.filter((one) => !without.includes(one))),
    inProcess: provider.inProcess !== undefined,
  };
}
