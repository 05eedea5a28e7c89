import type { JsonObject } from "../dialect.ts";

/** The parts of the messages wire that are written here. (Anthropic API reference, messages.) */

export interface WireCacheControl {
  readonly type: "ephemeral";
  readonly ttl?: "5m" | "1h";
}

/** A content block, a system block or a tool; only the cache mark is ever taken off again. */
export interface Markable {
  cache_control?: WireCacheControl;
}

interface Unmarkable {
  readonly cache_control?: never;
}

export interface WireText extends Markable {
  readonly type: "text";
  readonly text: string;
}

export type WireBlock =
  | WireText
  | (Markable & { readonly type: "image" | "document"; readonly source: JsonObject; readonly title?: string })
  | (Markable & { readonly type: "tool_use"; readonly id: string; readonly name: string; readonly input: JsonObject })
  | (Markable & {
      readonly type: "tool_result";
      readonly tool_use_id: string;
      readonly content?: string | readonly WireBlock[];
      readonly is_error?: true;
    })
  | (Unmarkable & { readonly type: "thinking"; readonly thinking: string; readonly signature: string })
  | (Unmarkable & { readonly type: "redacted_thinking"; readonly data: string });

export interface WireMessage {
  readonly role: "user" | "assistant";
  content: WireBlock[];
}

interface WireFunction extends Markable {
  readonly name: string;
  readonly description?: string;
  readonly input_schema: JsonObject;
  readonly strict?: boolean;
}

interface WireSearch extends Markable {
  readonly type: "web_search_20250305";
  readonly name: "web_search";
  readonly allowed_domains?: readonly string[];
  readonly blocked_domains?: readonly string[];
}

export type WireTool = WireFunction | WireSearch;

export interface WireUsage {
  readonly input_tokens: number;
  readonly cache_creation_input_tokens: number;
  readonly cache_read_input_tokens: number;
  readonly cache_creation: { readonly ephemeral_5m_input_tokens: number; readonly ephemeral_1h_input_tokens: number };
  readonly output_tokens: number;
  readonly output_tokens_details: { readonly thinking_tokens: number };
}
