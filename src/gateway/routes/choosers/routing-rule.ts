/** Models by what they are chosen for; member names are those of configuration files. */
type Mapping<Conditions> = readonly { readonly model_id: string; readonly conditions: Conditions }[];

interface Common {
  readonly name: string;
  /** When nothing fits, or a decision fails. */
  readonly default_model_id: string;
}

/** Exactly one of them; ends are included. */
export interface TokenRange {
  readonly gte?: number | undefined;
  readonly lte?: number | undefined;
  readonly between?: readonly [number, number] | undefined;
}

interface Deterministic<Rule extends string, Conditions> extends Common {
  readonly type: "deterministic";
  readonly rule: Rule;
  readonly output_mapping: Mapping<Conditions>;
}

export type KeywordRule = Deterministic<"keyword", readonly string[]>;
export type LengthRule = Deterministic<"token_length" | "context_length", TokenRange>;
/** Cron expressions. */
export type TimeRule = Deterministic<"time", readonly string[]>;
/** Shares of the budget, 0 to 1. */
export type BudgetRule = Deterministic<"budget", { readonly threshold: number }>;

export interface ClassificationRule extends Common {
  readonly type: "text_classification";
  readonly url: string;
  /** Seconds. */
  readonly timeout: number;
  /** Classes. */
  readonly output_mapping: Mapping<readonly string[]>;
}

export interface SemanticRule extends Common {
  readonly type: "semantic";
  readonly embedding_model_id: string;
  /** Cosine, 0 to 1. */
  readonly similarity_threshold: number;
  /** What people may say. */
  readonly output_mapping: Mapping<readonly string[]>;
}

export interface LlmRule extends Common {
  readonly type: "llm";
  /** Who decides. */
  readonly model_id: string;
  readonly instructions?: string | undefined;
  /** Seconds. */
  readonly timeout: number;
  /** Requests, described in words. */
  readonly output_mapping: Mapping<readonly string[]>;
}

/** One routing as configurations have it. */
export type RoutingRule =
  | KeywordRule
  | LengthRule
  | TimeRule
  | BudgetRule
  | ClassificationRule
  | SemanticRule
  | LlmRule;
