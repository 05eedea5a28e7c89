import type { Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import type { CachedAnswer } from "./answer-cache.ts";
import type { CacheTerms } from "./cache-terms.ts";
import { AnswerRecorder } from "./record-answer.ts";
import type { Landing, Seat } from "./single-flight.ts";

/** Larger answers are not stored. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** A stored answer that is given, and how alike the questions are where they are not the same. */
export interface CacheHit {
  readonly answer: CachedAnswer;
  readonly similarity?: number | undefined;
}

/** A question that nothing was found for: its answer is stored with it. */
export interface SemanticMiss {
  readonly ttlMs: number;
  store(answerKey: string, answer: CachedAnswer): void;
}

/** What the cache does with one request. */
export class ExchangeCache {
  /** SHA-256 of everything that must be equal. */
  readonly key: string;
  /** Undefined: only questions that mean the same are looked for. */
  readonly terms: CacheTerms | undefined;
  hit: CacheHit | undefined;
  /** Set while others wait for this request. */
  leads: Extract<Seat, { kind: "leads" }> | undefined;
  /** What was looked for in vain among questions that mean the same: it is stored with the answer. */
  semantic: SemanticMiss | undefined;
  #recorder: AnswerRecorder | undefined;
  #storing = false;

  constructor(key: string, terms: CacheTerms | undefined) {
    this.key = key;
    this.terms = terms;
  }

  /** For the header `x-llm-gateway-cache`. */
  get status(): "HIT" | "MISS" {
    return this.hit === undefined ? "MISS" : "HIT";
  }

  /** Takes what goes to the caller, where it may be stored. */
  record(text: string): void {
    if (this.hit !== undefined || (this.terms?.write !== true && this.semantic === undefined)) return;
    this.#recorder ??= new AnswerRecorder(MAX_ANSWER_BYTES);
    this.#recorder.add(text);
  }

  /** Stores an answer that is whole, and lets those in who wait for it. Nobody waits for the storing. */
  store(exchange: Exchange, gateway: Gateway, contentType: string): void {
    const answer = this.#answerOf(exchange, gateway, contentType);
    const { caller } = exchange;
    if (answer === undefined || caller === undefined) {
      this.land("not-kept");
      return;
    }
    this.#storing = true;
    const stored = gateway.answers.put(caller.organizationId, this.key, answer);
    this.semantic?.store(this.key, answer);
    // Those who wait look where it was stored.
    if (stored instanceof Promise) stored.finally(() => this.land(answer)).catch(() => {});
    else this.land(answer);
  }

  /** Tells those who wait how it ended; the first time counts. */
  land(landing: Landing): void {
    this.leads?.land(landing);
    this.leads = undefined;
  }

  /** The request is over: who waits for an answer that was not stored goes on without. */
  end(): void {
    if (!this.#storing) this.land("failed");
  }

  #answerOf(exchange: Exchange, gateway: Gateway, contentType: string): CachedAnswer | undefined {
    const { attempt, endpoint, facts, record, sealText, sunk } = exchange;
    if (this.#recorder === undefined || record === undefined || attempt === undefined) return undefined;
    return this.#recorder.finish({
      contentType,
      seal: sealText ?? "",
      record,
      label: attempt.target.label,
      chat: endpoint.chat,
      meaningful: facts?.meaningful === true,
      spliced: sunk.length > 0,
      nowMs: gateway.clock.now(),
      ttlMs: Math.max(this.terms?.write === true ? this.terms.ttlMs : 0, this.semantic?.ttlMs ?? 0),
    });
  }
}
