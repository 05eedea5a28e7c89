import type { JsonObject } from "../dialect.ts";

/** The parts of the Cohere chat wire that are written here. (Cohere API reference, chat v2.) */

export interface WireToolCall {
  readonly id: string;
  readonly type: "function";
  readonly function: { readonly name: string; readonly arguments: string };
}

export interface WireText {
  readonly type: "text";
  readonly text: string;
}

export interface WireThinking {
  readonly type: "thinking";
  readonly thinking: string;
}

export interface WireImage {
  readonly type: "image_url";
  readonly image_url: { readonly url: string; readonly detail?: string };
}

/** A source that the model may cite. */
export interface WireDocument {
  readonly data: JsonObject;
  readonly id?: string;
}

export interface WireDocumentPart {
  readonly type: "document";
  readonly document: WireDocument;
}

export type WireMessage =
  | { readonly role: "system"; readonly content: string }
  | { readonly role: "user"; readonly content: string | readonly (WireText | WireImage)[] }
  | {
      readonly role: "assistant";
      readonly content?: string | readonly (WireText | WireThinking)[];
      readonly tool_plan?: string;
      readonly tool_calls?: readonly WireToolCall[];
    }
  | {
      readonly role: "tool";
      readonly tool_call_id: string;
      readonly content: string | readonly (WireText | WireDocumentPart)[];
    };

export interface WireCitation {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly sources: readonly { readonly type: "document"; readonly id: string; readonly document: JsonObject }[];
  readonly content_index: number;
  readonly type: "TEXT_CONTENT";
}

export interface WireUsage {
  readonly billed_units: { readonly input_tokens: number; readonly output_tokens: number };
  readonly tokens: { readonly input_tokens: number; readonly output_tokens: number };
  readonly cached_tokens: number;
}
