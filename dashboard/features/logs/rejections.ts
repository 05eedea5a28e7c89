/** Why candidates are not tried at all, by the receipt's words (docs/guide/routing.md). */
const REASONS: Readonly<Record<string, string>> = {
  no_credential: "no key is connected for it",
  iam: "the API key’s rules forbid it",
  provider_blocked: "its provider is blocked",
  provider_not_allowed: "its provider is not among those allowed",
  model_blocked: "the model is blocked",
  model_not_allowed: "the model is not among those allowed",
  residency: "not known to answer from an allowed region",
  capability: "cannot serve this request",
  excluded_by_hint: "the request excludes its provider",
  quality_too_low: "below the quality that the request asks for",
  too_slow: "slower than the request allows",
  circuit_open: "failed lately, and rests",
};

/** A word as a half sentence; one that is not known here as it is. */
export function rejectionText(word: string): string {
  return REASONS[word] ?? word.replaceAll("_", " ");
}
