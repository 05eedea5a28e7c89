import { readings } from "./normalize.ts";
import { INJECTION_SIGNS, TRIGGERS } from "./patterns.ts";

/** Encoded text hides its words. */
const ENCODED = /[A-Za-z0-9+/]{24}/;
/** Spelled out, in digits, in look-alikes, with characters that nobody sees. */
const DISGUISED =
  /(?:[^\s\d]\s){5}|(?:[a-z][.\-_*]){5}|[a-z][013457@$]+[a-z]|[a-z][\u0370-\u052f]|[\u0370-\u052f][a-z]|[\u00ad\u200b-\u200f\u2060-\u2064\ufeff\uff00-\uffef]|[\ufe00-\ufe0f]|\udb40/;

/** How much a text looks like an attempt to take over a model, 0 to 1, and the signs of it. */
export function scoreInjection(text: string): { readonly score: number; readonly signs: readonly string[] } {
  const lower = text.toLowerCase();
  if (!TRIGGERS.test(lower) && !ENCODED.test(text) && !DISGUISED.test(lower)) return NOTHING;
  const signs = new Map<string, number>();
  for (const reading of readings(text)) {
    for (const { name, weight, pattern } of INJECTION_SIGNS) if (pattern.test(reading)) signs.set(name, weight);
  }
  let doubt = 1;
  for (const weight of signs.values()) doubt *= 1 - weight;
  return { score: 1 - doubt, signs: [...signs.keys()] };
}

const NOTHING = { score: 0, signs: [] };
