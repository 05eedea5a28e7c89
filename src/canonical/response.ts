import type { AudioBlock, Block, Carry, Citation, MediaSource } from "./blocks.ts";
import type { Finish } from "./finish.ts";
import type { Usage } from "./usage.ts";

/** A whole answer between two dialects. */
export interface ChatResponse {
  /** The upstream's id of the answer. */
  readonly id?: string | undefined;
  /** The upstream's name of the model. */
  readonly model?: string | undefined;
  readonly blocks: readonly Exclude<Block, { kind: "tool-result" } | AudioBlock>[];
  readonly finish: Finish;
  readonly usage?: Usage | undefined;
}

/** What a block is when it opens. */
export type BlockHead =
  | { readonly kind: "text" }
  | { readonly kind: "refusal" }
  | { readonly kind: "reasoning"; readonly redacted?: boolean | undefined }
  | {
      readonly kind: "tool-call";
      readonly id: string;
      readonly name: string;
      readonly custom?: boolean | undefined;
    }
  /** Comes whole: no deltas follow. */
  | { readonly kind: "image"; readonly source: MediaSource };

/**
 * A streamed answer between two dialects. Order: `start`, then blocks, then one `finish`. Blocks may be open at the
 * same time (OpenAI's parallel calls interleave); `index` names the block; indexes ascend from 0 in opening order.
 * An encoder whose wire allows one open block only buffers the others.
 */
export type StreamEvent =
  | {
      readonly type: "start";
      readonly id?: string | undefined;
      readonly model?: string | undefined;
      readonly usage?: Usage | undefined;
    }
  | { readonly type: "block-start"; readonly index: number; readonly block: BlockHead }
  /** `text` is the next piece of the text, the reasoning, the refusal, or the tool call's arguments JSON. */
  | { readonly type: "block-delta"; readonly index: number; readonly text: string }
  | { readonly type: "block-carry"; readonly index: number; readonly carry: Carry }
  | { readonly type: "block-citation"; readonly index: number; readonly citation: Citation }
  | { readonly type: "block-end"; readonly index: number }
  | { readonly type: "finish"; readonly finish: Finish; readonly usage?: Usage | undefined }
  | { readonly type: "error"; readonly error: UpstreamError }
  | { readonly type: "ping" };

/**
 * What an upstream said went wrong, read by its dialect's `errors.ts`; the class alone decides retry and fallback.
 * `message` is the vendor's public sentence.
 */
export interface UpstreamError {
  readonly kind: UpstreamErrorKind;
  readonly status: number;
  readonly message: string;
  readonly code?: string | undefined;
  readonly type?: string | undefined;
  readonly param?: string | undefined;
  /** What the vendor asks for in the error itself, beside its headers. */
  readonly retryAfterMs?: number | undefined;
}

export type UpstreamErrorKind =
  /** The request itself is wrong; never sent elsewhere. */
  | "bad-request"
  /** Too long for this model; a bigger one may do. */
  | "context-length"
  /** Refused by the provider's content policy; never routed around. */
  | "content-filter"
  /** 401/403: this credential is no good here. */
  | "credential"
  /** Out of money at the provider. */
  | "billing"
  /** The provider does not have this model. */
  | "model-missing"
  | "rate-limit"
  | "overloaded"
  | "server"
  | "timeout"
  /** Ended by ourselves: nothing is known of the provider. */
  | "cancelled";
