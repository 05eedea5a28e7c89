import { BoundedMap } from "../../bounded-map.ts";
import { completionTokens } from "../../canonical/usage.ts";
import type { RequestRecord } from "../metering/record.ts";
import { isSignOfIllness, saysNothing } from "./attempt-sign.ts";
import { DecayedMean, type SavedMean } from "./decayed.ts";

const HALF_LIFE_MS = 15 * 60_000;
/** Names of models come from callers, so what is kept is bounded. */
const MAX_MODELS = 5_000;
/** Successes that every model starts with: one early failure does not make a bad provider. */
const CREDIT = 3;
/** Latencies seen longer ago say nothing of now. */
const FRESH_MS = 10 * 60_000;
/** Shorter answers say little of a model's pace. */
const MIN_PACED_TOKENS = 8;

/** What was seen of one model at one provider; means fade with a half-life of fifteen minutes. */
export class ModelHealth {
  readonly ttftMs: DecayedMean;
  readonly totalMs: DecayedMean;
  readonly tokenMs: DecayedMean;
  readonly success: DecayedMean;

  constructor(saved?: SavedHealth) {
    this.ttftMs = new DecayedMean(HALF_LIFE_MS, saved?.ttftMs);
    this.totalMs = new DecayedMean(HALF_LIFE_MS, saved?.totalMs);
    this.tokenMs = new DecayedMean(HALF_LIFE_MS, saved?.tokenMs);
    this.success = new DecayedMean(HALF_LIFE_MS, saved?.success);
  }

  /** Share of attempts that answered, 0..1; nobody known is taken to be well, and failures fade. */
  uptime(nowMs: number): number {
    const { mean } = this.success;
    if (mean === null) return 1;
    const weight = this.success.weight(nowMs);
    return (mean * weight + CREDIT) / (weight + CREDIT);
  }

  /** Milliseconds to the end of an answer of that many tokens; null when it is not known. */
  expectedMs(outputTokens: number): number | null {
    const { mean: ttft } = this.ttftMs;
    const { mean: pace } = this.tokenMs;
    return ttft !== null && pace !== null ? ttft + pace * outputTokens : (this.totalMs.mean ?? ttft);
  }

  /** Milliseconds to what the caller waits for: the first token of a stream, else the end. Null: not known lately. */
  waitMs(stream: boolean, outputTokens: number, nowMs: number): number | null {
    if (nowMs - this.totalMs.atMs > FRESH_MS) return null;
    return stream ? (this.ttftMs.mean ?? this.totalMs.mean) : this.expectedMs(outputTokens);
  }

  save(): SavedHealth {
    return {
      ttftMs: this.ttftMs.save(),
      totalMs: this.totalMs.save(),
      tokenMs: this.tokenMs.save(),
      success: this.success.save(),
    };
  }
}

export interface SavedHealth {
  readonly ttftMs: SavedMean;
  readonly totalMs: SavedMean;
  readonly tokenMs: SavedMean;
  readonly success: SavedMean;
}

/** Health of every `provider/model` that was asked lately. */
export class HealthStats {
  readonly #models = new BoundedMap<string, ModelHealth>(MAX_MODELS);
  /** The map tells no keys; those it has forgotten are dropped when they are listed. */
  readonly #labels = new Set<string>();

  of(label: string): ModelHealth | undefined {
    return this.#models.get(label);
  }

  /** Adds a finished request: how each attempt went, and how fast the answer was. */
  observe(record: RequestRecord, nowMs: number): void {
    // Often answered at home in the provider's place, and never like a conversation.
    if (record.operation === "count-tokens") return;
    for (const { provider, model, status, errorCode } of record.attempts) {
      if (saysNothing(errorCode)) continue;
      this.#at(`${provider}/${model}`).success.add(isSignOfIllness(status, errorCode) ? 0 : 1, nowMs);
    }
    if (record.errorCode !== null || record.provider === null || record.cached) return;
    this.observeAnswer(
      `${record.provider}/${record.model}`,
      {
        // Attempts before the one that answered are not its fault.
        totalMs: record.latencyMs - waitedFor(record),
        ttftMs:
          record.stream && record.timeToFirstTokenMs !== null ? record.timeToFirstTokenMs - waitedFor(record) : null,
        outputTokens: completionTokens(record.usage),
      },
      nowMs,
    );
  }

  /** Adds that a probe was answered, or not. */
  observeProbe(label: string, answered: boolean, nowMs: number): void {
    this.#at(label).success.add(answered ? 1 : 0, nowMs);
  }

  /** Adds the times of one answer. */
  observeAnswer(
    label: string,
    { totalMs, ttftMs, outputTokens }: { totalMs: number; ttftMs: number | null; outputTokens: number },
    nowMs: number,
  ): void {
    const model = this.#at(label);
    model.totalMs.add(Math.max(0, totalMs), nowMs);
    if (ttftMs === null) return;
    model.ttftMs.add(Math.max(0, ttftMs), nowMs);
    if (outputTokens >= MIN_PACED_TOKENS) model.tokenMs.add(Math.max(0, totalMs - ttftMs) / outputTokens, nowMs);
  }

  /** All that is known, for storing and showing. */
  *entries(): Iterable<[string, ModelHealth]> {
    for (const label of this.#labels) {
      const model = this.#models.get(label);
      if (model === undefined) this.#labels.delete(label);
      else yield [label, model];
    }
  }

  /** Takes over what was stored, where nothing newer is known. */
  restore(label: string, saved: SavedHealth): void {
    if (this.#models.get(label) === undefined) this.#put(label, new ModelHealth(saved));
  }

  #at(label: string): ModelHealth {
    return this.#models.get(label) ?? this.#put(label, new ModelHealth());
  }

  #put(label: string, model: ModelHealth): ModelHealth {
    this.#models.set(label, model);
    this.#labels.add(label);
    if (this.#labels.size > 2 * MAX_MODELS) for (const _each of this.entries());
    return model;
  }
}

function waitedFor({ attempts }: RequestRecord): number {
  let ms = 0;
  for (let i = 0; i + 1 < attempts.length; i += 1) ms += attempts[i]?.latencyMs ?? 0;
  return ms;
}
