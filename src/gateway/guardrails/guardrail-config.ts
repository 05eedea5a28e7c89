/** What a guardrail looks for. The two `presidio_…` names mean `pii`; the second one redacts whatever else is said. */
export const GUARDRAIL_TYPES = [
  "starts_with",
  "ends_with",
  "contains",
  "regex",
  "pii",
  "presidio_analyzer",
  "presidio_anonymizer",
  "prompt_injection",
  "keywords",
  "topics",
  "judge",
  "http",
] as const;

export const GUARDRAIL_PLACES = ["input", "output", "io"] as const;
export const GUARDRAIL_BEHAVIORS = ["block", "soft_block", "redact", "warn", "tokenize"] as const;
export const MESSAGE_ROLES = ["system", "user", "assistant", "tool"] as const;

export type GuardrailType = (typeof GUARDRAIL_TYPES)[number];
/** `input`: what callers send; `output`: what models answer; `io`: both. */
export type GuardrailPlace = (typeof GUARDRAIL_PLACES)[number];
export type GuardrailBehavior = (typeof GUARDRAIL_BEHAVIORS)[number];
export type MessageRole = (typeof MESSAGE_ROLES)[number];

/** One guardrail as it is stored and as the API takes it; member names are those of configuration files. */
export interface GuardrailConfig {
  readonly name: string;
  readonly type: GuardrailType;
  /** `io` when absent. */
  readonly where?: GuardrailPlace | undefined;
  /** `block` when absent; `redact` for `presidio_anonymizer`. */
  readonly behavior?: GuardrailBehavior | undefined;
  /** Which ones there are depends on the type. */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  /** What callers read when it blocks. */
  readonly response_message?: string | undefined;
  readonly description?: string | undefined;
  /** Texts of these roles alone; all when absent. */
  readonly message_roles?: readonly MessageRole[] | undefined;
  /** True when absent. */
  readonly enabled?: boolean | undefined;
}

/** The settings `pii` of an organization. */
export interface PiiSettings {
  readonly enabled: boolean;
  readonly action: "redact" | "block" | "warn" | "tokenize";
  readonly types: readonly string[];
}

const ofSettings = new WeakMap<PiiSettings, readonly GuardrailConfig[]>();

/**
 * The guardrail that an organization's settings `pii` mean: what callers send is checked before a provider sees it. The
 * same settings give the same list, so that what is compiled of it is kept.
 */
export function fromPiiSettings(pii: PiiSettings): readonly GuardrailConfig[] {
  let configs = ofSettings.get(pii);
  if (configs === undefined) {
    configs =
      pii.enabled && pii.types.length > 0
        ? [{ name: "pii", type: "pii", where: "input", behavior: pii.action, parameters: { types: pii.types } }]
        : NONE;
    ofSettings.set(pii, configs);
  }
  return configs;
}

const NONE: readonly GuardrailConfig[] = Object.freeze([]);
