/** Machine words for why a candidate was not taken. */
export type RejectionCode =
  | "no_credential"
  | "iam"
  | "provider_blocked"
  | "provider_not_allowed"
  | "model_blocked"
  | "model_not_allowed"
  | "residency"
  | "capability"
  | "excluded_by_hint"
  | "quality_too_low"
  | "too_slow"
  | "circuit_open";

/** A candidate that was not taken. */
export interface Rejection {
  /** `provider/model`. */
  readonly label: string;
  readonly code: RejectionCode;
  /** What the sentence is made with; made only when somebody reads it. */
  readonly detail: string | number;
}

const SENTENCES: Readonly<Record<RejectionCode, (detail: string | number) => string>> = {
  no_credential: (setting) => `No key is connected for it. ${setting}`.trimEnd(),
  iam: (rule) => `The key's IAM does not allow it: ${rule}.`,
  provider_blocked: () => "The routing preferences block its provider.",
  provider_not_allowed: () => "Its provider is not among the allowed providers of the routing preferences.",
  model_blocked: () => "The routing preferences block this model.",
  model_not_allowed: () => "It is not among the allowed models of the routing preferences.",
  residency: (regions) => `It is not known to answer from an allowed region (${regions}).`,
  capability: (what) => `It cannot serve this request: ${what}.`,
  excluded_by_hint: () => "The request's hints exclude its provider.",
  quality_too_low: (floor) => `Its quality score is not known to reach the request's 'min_quality_score' of ${floor}.`,
  too_slow: (ms) => `It is expected to take ${Math.round(Number(ms))} ms, longer than the request's 'max_latency_ms'.`,
  circuit_open: () => "It failed lately and is given a rest; enough others are there.",
};

/** The reason as a sentence. */
export function sentenceOf({ code, detail }: Pick<Rejection, "code" | "detail">): string {
  return SENTENCES[code](detail);
}

/** What a policy says, and no request can change. */
const BY_POLICY: ReadonlySet<RejectionCode> = new Set([
  "iam",
  "provider_blocked",
  "provider_not_allowed",
  "model_blocked",
  "model_not_allowed",
  "residency",
]);

/** True for what the key's rules, the organization or the project forbid. */
export function isByPolicy({ code }: Pick<Rejection, "code">): boolean {
  return BY_POLICY.has(code);
}

/** How many were not taken, by code. */
export function countByCode(rejected: readonly Rejection[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { code } of rejected) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
