import { BoundedMap } from "../../bounded-map.ts";

/** An opinion on one answer. */
export interface Feedback {
  readonly recordId: string;
  readonly requestId: string;
  readonly organizationId: string;
  /** Kind of task, or `any`. */
  readonly category: string;
  /** Null when nobody answered. */
  readonly provider: string | null;
  readonly model: string | null;
  /** -1..1. */
  readonly score: number;
  /** Null unless the organization keeps content. */
  readonly comment: string | null;
  readonly atMs: number;
}

/** Keeps one opinion a request. */
export interface FeedbackStore {
  /** Puts an opinion in place of the one before and gives that one's score; null: it is the first. */
  put(feedback: Feedback): Promise<number | null>;
}

const MAX_KEPT = 10_000;

/** Feedback that this process remembers. */
export class MemoryFeedback implements FeedbackStore {
  readonly #scores = new BoundedMap<string, number>(MAX_KEPT);

  put({ recordId, score }: Feedback): Promise<number | null> {
    const before = this.#scores.get(recordId) ?? null;
    this.#scores.set(recordId, score);
    return Promise.resolve(before);
  }
}
