import type { JsonObject } from "../dialect.ts";

/** The parts of the chat completions wire that are written here. (OpenAI API reference, chat completions.) */

export interface WireToolCall {
  readonly id: string;
  readonly type: "function";
  readonly function: { readonly name: string; readonly arguments: string };
}

export type WirePart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image_url"; readonly image_url: { readonly url: string; readonly detail?: string } }
  | { readonly type: "input_audio"; readonly input_audio: { readonly data: string; readonly format: string } }
  | { readonly type: "file"; readonly file: JsonObject };

export interface WireMessage {
  role: "system" | "user" | "assistant" | "tool";
  content: string | readonly WirePart[] | null;
  name?: string;
  refusal?: string;
  tool_calls?: readonly WireToolCall[];
  tool_call_id?: string;
  reasoning_content?: string;
  reasoning?: string;
}

/**
 * The gateway's own member of assistant messages: opaque reasoning state, so that a caller who sends the message back
 * gets its reasoning replayed to the dialect that minted it.
 */
export type WireReasoningDetail =
  | { readonly type: "thinking"; readonly text: string; readonly signature: unknown; readonly dialect: string }
  | { readonly type: "redacted_thinking"; readonly data: unknown; readonly dialect: string };

export interface WireUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details: { readonly cached_tokens: number; readonly cache_write_tokens: number };
  readonly completion_tokens_details: { readonly reasoning_tokens: number };
}
