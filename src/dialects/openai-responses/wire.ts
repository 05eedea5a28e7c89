import type { JsonObject } from "../dialect.ts";

/** The parts of the responses wire that are written here. (OpenAI API reference, responses.) */

export interface WireUsage {
  readonly input_tokens: number;
  readonly input_tokens_details: {
    readonly cached_tokens: number;
    readonly cache_write_tokens: number;
    readonly cache_write_tokens_details?: { readonly ttl_30m_tokens: number; readonly ttl_12h_tokens: number };
  };
  readonly output_tokens: number;
  readonly output_tokens_details: { readonly reasoning_tokens: number };
  readonly total_tokens: number;
}

export interface WireAnnotation {
  readonly type: "url_citation";
  readonly url: string;
  readonly title: string;
  readonly start_index: number;
  readonly end_index: number;
}

export type WirePart =
  | { readonly type: "input_text"; readonly text: string }
  | { readonly type: "input_image"; readonly image_url: string; readonly detail: string }
  | { readonly type: "input_image"; readonly file_id: string; readonly detail: string }
  | { readonly type: "input_file"; readonly filename: string; readonly file_data: string }
  | { readonly type: "input_file"; readonly file_url: string }
  | { readonly type: "input_file"; readonly file_id: string }
  | { readonly type: "input_audio"; readonly input_audio: { readonly data: string; readonly format: string } };

/** An item of `input` or `output`; each kind is made in one place. */
export type WireItem = JsonObject;
