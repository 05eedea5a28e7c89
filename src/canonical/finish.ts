/** Why an answer ended, in words of our own; `raw` keeps the upstream's word. */
export type FinishReason =
  | "stop"
  | "stop-sequence"
  | "tool-calls"
  | "length"
  | "content-filter"
  | "paused"
  | "error"
  /** The upstream never said: the answer broke off. */
  | "interrupted";

export interface Finish {
  readonly reason: FinishReason;
  readonly raw?: string | undefined;
  /** The stop sequence that was met, where the upstream tells. */
  readonly stopSequence?: string | undefined;
}
