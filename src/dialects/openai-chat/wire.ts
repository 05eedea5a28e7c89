import type { JsonObject } from "../dialect.ts";

/** The parts of the chat completions wire that are written here. (OpenAI API reference, chat completions.) */

interface WireCallMembers {
  readonly id: string;
  /** Google's signature of the call. */
  readonly extra_content?: JsonObject;
}

export type WireToolCall =
  | (WireCallMembers & {
      readonly type: "function";
      readonly function: { readonly name: string; readonly arguments: string };
    })
  | (WireCallMembers & { readonly type: "custom"; readonly custom: { readonly name: string; readonly input: string } });

/** Mistral's form of reasoning. (Mistral API reference, ThinkChunk.) */
export interface WireThinking {
  readonly type: "thinking";
  readonly thinking: readonly { readonly type: "text"; readonly text: string }[];
}

export type WirePart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image_url"; readonly image_url: { readonly url: string; readonly detail?: string } }
  | { readonly type: "input_audio"; readonly input_audio: { readonly data: string; readonly format: string } }
  | { readonly type: "file"; readonly file: JsonObject };

export interface WireMessage {
  role: "system" | "user" | "assistant" | "tool";
  content: string | readonly (WirePart | WireThinking)[] | null;
  name?: string;
  refusal?: string;
  tool_calls?: readonly WireToolCall[];
  tool_call_id?: string;
  reasoning_content?: string;
  reasoning?: string;
}

export interface WireUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details: { readonly cached_tokens: number; readonly cache_write_tokens: number };
  readonly completion_tokens_details: { readonly reasoning_tokens: number };
}
