import type { Block, CacheMark } from "./blocks.ts";

/**
 * A conversation request between two dialects. Order of messages and blocks is the caller's. Tool results are blocks
 * of a user message (consecutive results share one); system text may stand anywhere in `messages`.
 */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly Message[];
  readonly stream: boolean;
  readonly tools?: readonly Tool[] | undefined;
  readonly toolChoice?: ToolChoice | undefined;
  readonly parallelToolCalls?: boolean | undefined;
  readonly maxOutputTokens?: number | undefined;
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly topK?: number | undefined;
  readonly stopSequences?: readonly string[] | undefined;
  readonly seed?: number | undefined;
  readonly presencePenalty?: number | undefined;
  readonly frequencyPenalty?: number | undefined;
  readonly responseFormat?: ResponseFormat | undefined;
  readonly reasoning?: ReasoningSetting | undefined;
  readonly verbosity?: "low" | "medium" | "high" | undefined;
  /** Tools that a vendor runs itself; an encoder whose wire has none refuses them. */
  readonly hostedTools?: readonly HostedTool[] | undefined;
  /** Key by which a vendor groups requests that share a prompt prefix. */
  readonly promptCacheKey?: string | undefined;
  /** Labels the vendor stores with the request. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly userId?: string | undefined;
  readonly serviceTier?: string | undefined;
  /** Fields of the caller's wire that have no place here, by path: each becomes a warning when translated. */
  readonly unmapped: readonly string[];
}

export interface Message {
  readonly role: "system" | "user" | "assistant";
  readonly blocks: readonly Block[];
  /** Participant name, where the wire has one. */
  readonly name?: string | undefined;
  /** Where it stood in the caller's body, such as `messages[2]`: for warnings. */
  readonly path?: string | undefined;
}

export interface Tool {
  readonly name: string;
  readonly description?: string | undefined;
  /** JSON Schema of the arguments. */
  readonly parameters: Record<string, unknown>;
  readonly strict?: boolean | undefined;
  /**
   * Set for a tool that takes free text instead of JSON; `parameters` is an empty object then. Wires without such
   * tools give it one string parameter, `input`.
   */
  readonly custom?: { readonly format?: Record<string, unknown> | undefined } | undefined;
  readonly cache?: CacheMark | undefined;
}

/** A tool that runs at the vendor. Kinds that one vendor alone has never come this far: their decoder refuses them. */
export interface HostedTool {
  readonly kind: "web-search";
  /** Where it stood in the caller's body, such as `tools[1]`. */
  readonly path: string;
  readonly allowedDomains?: readonly string[] | undefined;
  readonly blockedDomains?: readonly string[] | undefined;
}

export type ToolChoice =
  | { readonly kind: "auto" | "none" | "required" }
  | { readonly kind: "tool"; readonly name: string }
  | { readonly kind: "allowed"; readonly mode: "auto" | "required"; readonly names: readonly string[] };

export type ResponseFormat =
  | { readonly kind: "text" | "json" }
  | {
      readonly kind: "json-schema";
      readonly schema: Record<string, unknown>;
      readonly name?: string | undefined;
      readonly description?: string | undefined;
      readonly strict?: boolean | undefined;
    };

export type ReasoningEffort = "none" | "minimal" | "low" | "medium" | "high" | "xhigh" | "max";

export interface ReasoningSetting {
  readonly effort?: ReasoningEffort | undefined;
  /** Upper bound of reasoning tokens. */
  readonly budgetTokens?: number | undefined;
  /** The vendor decides how much (Anthropic's adaptive thinking). */
  readonly adaptive?: boolean | undefined;
  /** False when the caller wants the reasoning text left out of the answer. */
  readonly visible?: boolean | undefined;
}
