import type { ReasoningEffort } from "../canonical/request.ts";

/**
 * Facts about models and what providers ask for them. Prices are whole pico-dollars a token (USD per million tokens ×
 * 1,000,000), so that products with token counts stay exact integers; see `metering/cost.ts`.
 */
export interface Catalog {
  /** Names the data, such as `2026-11-21.1`; part of receipts. */
  readonly version: string;
  readonly models: readonly Model[];
}

/** `scores`: what rerankings and moderations answer with. */
export type Modality = "text" | "image" | "audio" | "video" | "pdf" | "embedding" | "scores";

/** What a model is for. Models that make images also edit them. */
export type ModelOperation = "chat" | "embed" | "image" | "moderate" | "rerank" | "speech" | "transcribe";

export type Capability =
  | "tools"
  | "parallel-tools"
  | "json-mode"
  | "json-schema"
  | "reasoning"
  | "prompt-cache"
  | "prefill";

export interface Model {
  /** Catalogue id, without provider: `gpt-4o-mini`. */
  readonly id: string;
  readonly name: string;
  readonly family?: string | undefined;
  readonly operation: ModelOperation;
  /** Other names by which callers ask for it. */
  readonly aliases?: readonly string[] | undefined;
  readonly contextTokens?: number | undefined;
  readonly maxOutputTokens?: number | undefined;
  readonly input: readonly Modality[];
  readonly output: readonly Modality[];
  readonly capabilities: readonly Capability[];
  /** False when temperature and its kin are refused. Absent: accepted. */
  readonly sampling?: boolean | undefined;
  readonly efforts?: readonly ReasoningEffort[] | undefined;
  readonly reasoningStyle?: "effort" | "budget" | "adaptive" | undefined;
  /** Embedding models: length of the vector when the request asks for none. */
  readonly dimensions?: number | undefined;
  /** 0..1, comparable across models only where the source is the same. */
  readonly quality?: { readonly score: number; readonly source: string } | undefined;
  readonly releasedOn?: string | undefined;
  readonly deprecatedOn?: string | undefined;
  readonly offerings: readonly Offering[];
}

/** A model at a provider. */
export interface Offering {
  readonly provider: string;
  /** The provider's own name of the model. */
  readonly nativeId: string;
  /** Other native names at the same price, such as dated versions. A caller who asks for one gets exactly that one. */
  readonly versions?: readonly string[] | undefined;
  /** Capabilities that the model has but not on this provider's wire. */
  readonly without?: readonly Capability[] | undefined;
  /** Reasoning efforts at which this offering accepts tools. Absent: all. */
  readonly toolEfforts?: readonly ReasoningEffort[] | undefined;
  readonly contextTokens?: number | undefined;
  readonly maxOutputTokens?: number | undefined;
  readonly regions?: readonly string[] | undefined;
  /** Native names at other prices, such as inference profiles of a region. */
  readonly variants?: readonly OfferingVariant[] | undefined;
  /** Ascending by `from`. Empty: cost unknown, which is not the same as free. */
  readonly prices: readonly Price[];
}

/** The same model at the same provider under names that cost something else. */
export interface OfferingVariant {
  /** Native names; a caller who asks for one gets exactly that one. */
  readonly nativeIds: readonly string[];
  /** Where requests by these names are served, where the names promise it. */
  readonly regions?: readonly string[] | undefined;
  readonly prices: readonly Price[];
}

/** Tokens of images and audio are charged as text tokens where they have no figure of their own. */
export interface Price {
  /** First day (UTC, `YYYY-MM-DD`) on which it holds. */
  readonly from: string;
  readonly inputPico: number;
  readonly outputPico: number;
  /** Absent: charged as fresh input. */
  readonly cacheReadPico?: number | undefined;
  readonly cacheWritePico?: number | undefined;
  readonly cacheWriteLongPico?: number | undefined;
  /** Absent: charged as output. */
  readonly reasoningPico?: number | undefined;
  /** Nano-dollars for each request, beside the tokens. */
  readonly requestNanos?: number | undefined;
  /** Nano-dollars for each image made, where images are charged by piece. */
  readonly imageNanos?: number | undefined;
  /** Pico-dollars a token of images in the request. */
  readonly inputImagePico?: number | undefined;
  /** Pico-dollars a token of images in the answer. */
  readonly outputImagePico?: number | undefined;
  /** Pico-dollars a token of audio in the request. */
  readonly inputAudioPico?: number | undefined;
  /** Pico-dollars a token of audio in the answer. */
  readonly outputAudioPico?: number | undefined;
  /** Pico-dollars a second of audio in the request, where audio is charged by time. */
  readonly audioSecondPico?: number | undefined;
  /** Pico-dollars a character of text to be spoken, where speech is charged by length. */
  readonly inputCharacterPico?: number | undefined;
  /** Nano-dollars a search unit of a reranking. */
  readonly searchUnitNanos?: number | undefined;
  /** Prices that hold for the whole request once its input exceeds a size; ascending. */
  readonly tiers?: readonly PriceTier[] | undefined;
  /** Hours of each day at which another price holds. */
  readonly windows?: readonly PriceWindow[] | undefined;
  /** Where the figures were read. */
  readonly source?: string | undefined;
}

export interface PriceTier {
  readonly aboveInputTokens: number;
  readonly inputPico: number;
  readonly outputPico: number;
  readonly cacheReadPico?: number | undefined;
  readonly cacheWritePico?: number | undefined;
  readonly cacheWriteLongPico?: number | undefined;
}

/** A price for a part of the day, in minutes after midnight UTC; `untilMinute` is the first minute outside. */
export interface PriceWindow {
  readonly fromMinute: number;
  readonly untilMinute: number;
  readonly price: Omit<Price, "windows">;
}
