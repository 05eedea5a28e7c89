import type { Capability, Modality } from "../../catalog/types.ts";

/** Sets of abilities as bits: a plan compares them for every candidate. */
const CAPABILITIES: readonly Capability[] = [
  "tools",
  "parallel-tools",
  "json-mode",
  "json-schema",
  "reasoning",
  "prompt-cache",
  "prefill",
];
const MODALITIES: readonly Modality[] = ["text", "image", "audio", "video", "pdf", "embedding", "scores"];

/** Every bit set: of models outside the catalogue nothing is known that speaks against them. */
export const ALL_ABILITIES = -1;

/** Capabilities as bits. */
export function capabilityBits(list: Iterable<Capability>): number {
  return bitsOf(list, CAPABILITIES);
}

/** Modalities as bits. */
export function modalityBits(list: Iterable<Modality>): number {
  return bitsOf(list, MODALITIES);
}

/** The names of capabilities given as bits. */
export function capabilityNames(bits: number): string[] {
  return namesOf(bits, CAPABILITIES);
}

/** The names of modalities given as bits. */
export function modalityNames(bits: number): string[] {
  return namesOf(bits, MODALITIES);
}

function bitsOf<T>(list: Iterable<T>, all: readonly T[]): number {
  let bits = 0;
  for (const one of list) {
    const at = all.indexOf(one);
    if (at >= 0) bits |= 1 << at;
  }
  return bits;
}

function namesOf(bits: number, all: readonly string[]): string[] {
  return all.filter((_name, at) => (bits & (1 << at)) !== 0);
}
