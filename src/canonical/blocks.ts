/**
 * Content in blocks: what every wire's messages are made of. `carry` is opaque continuation state (a thinking
 * signature, say): it belongs to the dialect that minted it and is replayed to that dialect only.
 */

export interface Carry {
  readonly dialect: string;
  readonly data: unknown;
}

/** A prompt-cache mark: everything up to and including the marked block may be cached. */
export interface CacheMark {
  readonly ttl?: "5m" | "1h" | undefined;
}

export type MediaSource =
  | { readonly kind: "url"; readonly url: string }
  /** `data` is base64. */
  | { readonly kind: "data"; readonly mediaType: string; readonly data: string }
  /** Handle of a file stored at one vendor: usable with that dialect only. */
  | { readonly kind: "file"; readonly dialect: string; readonly fileId: string };

interface Marked {
  readonly cache?: CacheMark | undefined;
}

/** Where a stretch of an answer comes from. Indexes count characters of the block's text. */
export interface Citation {
  readonly url?: string | undefined;
  readonly title?: string | undefined;
  /** The passage of the source. */
  readonly citedText?: string | undefined;
  readonly startIndex?: number | undefined;
  readonly endIndex?: number | undefined;
}

export interface TextBlock extends Marked {
  readonly kind: "text";
  readonly text: string;
  /** Of answers only. */
  readonly citations?: readonly Citation[] | undefined;
  readonly carry?: Carry | undefined;
}
export interface ImageBlock extends Marked {
  readonly kind: "image";
  readonly source: MediaSource;
  readonly detail?: string | undefined;
}
export interface DocumentBlock extends Marked {
  readonly kind: "document";
  readonly source: MediaSource | { readonly kind: "text"; readonly text: string };
  readonly title?: string | undefined;
}
export interface AudioBlock extends Marked {
  readonly kind: "audio";
  readonly format: string;
  readonly data: string;
}
export interface ReasoningBlock {
  readonly kind: "reasoning";
  /** Empty when the vendor hides it; emptiness is not absence, the carry still counts. */
  readonly text: string;
  readonly carry?: Carry | undefined;
  /** True for reasoning that the vendor sent only in encrypted form. */
  readonly redacted?: boolean | undefined;
}
export interface RefusalBlock {
  readonly kind: "refusal";
  readonly text: string;
}
export interface ToolCallBlock extends Marked {
  readonly kind: "tool-call";
  readonly id: string;
  readonly name: string;
  /** JSON text of an object; stays text until the edge so that nothing is lost on the way. */
  readonly arguments: string;
  /** True for a call of a custom tool: `arguments` is free text then, not JSON. */
  readonly custom?: boolean | undefined;
  readonly carry?: Carry | undefined;
}
export interface ToolResultBlock extends Marked {
  readonly kind: "tool-result";
  readonly toolCallId: string;
  readonly content: readonly (TextBlock | ImageBlock | DocumentBlock)[];
  readonly isError?: boolean | undefined;
}

export type Block =
  | TextBlock
  | ImageBlock
  | DocumentBlock
  | AudioBlock
  | ReasoningBlock
  | RefusalBlock
  | ToolCallBlock
  | ToolResultBlock;
