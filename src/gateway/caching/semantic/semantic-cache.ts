import { randomBase62 } from "../../../ids.ts";
import { cosineOf, similarityOf } from "./calibration.ts";
import { sameAnswer } from "./compare-answers.ts";
import { afterFalseHit, requiredSimilarity } from "./confidence.ts";
import { type Embed, embedWithin } from "./embed-within.ts";
import { type Features, featuresOf } from "./features.ts";
import { vetoOf } from "./guards.ts";
import {
  type Candidate,
  type PurgeSelector,
  type SemanticEntry,
  type SemanticIndex,
  unitVector,
} from "./semantic-index.ts";
import type { SemanticQuery } from "./semantic-query.ts";
import { SemanticStats } from "./semantic-stats.ts";
import type { SemanticCacheSettings } from "./settings.ts";

/** How many of the nearest are tried against the guards. */
const CANDIDATES = 8;

/** An entry whose question means the same. */
export interface Match {
  readonly entry: SemanticEntry;
  readonly answerKey: string;
  /** Calibrated; 0.95 where it is told as 95 %. */
  readonly similarity: number;
}

export type LookUp =
  /** Its answer may be served. With `check` the request should be asked live beside it, and `judge` be told. */
  | { readonly kind: "hit"; readonly match: Match; readonly vector: Float32Array; readonly check: boolean }
  /** It would have been served; the live answer should be compared with it. */
  | { readonly kind: "shadow"; readonly match: Match; readonly vector: Float32Array }
  /** `vector` is there unless embedding failed: hand it to `store`. */
  | { readonly kind: "miss"; readonly reason: string; readonly vector?: Float32Array };

export interface SemanticCacheParts {
  readonly index: SemanticIndex;
  readonly now: () => number;
  /** 0 to 1. */
  readonly random: () => number;
  /** How long a request waits for its embedding. */
  readonly embedTimeoutMs: number;
}

/** What is stored once a request that missed was answered well. */
export interface NewEntry {
  readonly query: SemanticQuery;
  readonly vector: Float32Array;
  readonly answerKey: string;
  readonly ttlSeconds: number;
}

/** Answers questions by answers to others that mean the same. Whatever fails here is a miss, never an error. */
export class SemanticCache {
  readonly stats = new SemanticStats();
  readonly #parts: SemanticCacheParts;
  /** Entries' texts are read once. */
  readonly #features = new WeakMap<SemanticEntry, Features>();

  constructor(parts: SemanticCacheParts) {
    this.#parts = parts;
  }

  async lookUp(query: SemanticQuery, settings: SemanticCacheSettings, embed: Embed): Promise<LookUp> {
    const found = await this.#lookUp(query, settings, embed);
    this.stats.note(found.kind === "miss" ? found.reason : found.kind);
    return found;
  }

  /** Keeps where the answer to a question is. The caller has put the answer into the answer cache before. */
  async store({ query, vector, answerKey, ttlSeconds }: NewEntry): Promise<void> {
    const nowMs = this.#parts.now();
    const { tenant, scope, projectId, model, text } = query;
    const times = { storedAtMs: nowMs, expiresAtMs: nowMs + ttlSeconds * 1_000 };
    const id = randomBase62(16);
    try {
      await this.#parts.index.add({
        id,
        tenant,
        scope,
        projectId,
        model,
        text,
        answerKey,
        vector,
        ...times,
        floor: 0,
        falseHits: 0,
      });
    } catch {
      this.stats.note("store-failed");
    }
  }

  /** Tells whether a match's answer was right for the question it was found for: by a live answer, or by feedback. */
  async judge({ entry, similarity }: Match, right: boolean): Promise<void> {
    this.stats.noteCompared(similarity, right);
    if (right) return;
    const learned = afterFalseHit(entry, similarity);
    try {
      if (learned === undefined) await this.#parts.index.remove(entry, entry.id);
      else await this.#parts.index.judge(entry, entry.id, learned);
    } catch {
      this.stats.note("judge-failed");
    }
  }

  /** Compares the kept answer with the one that came, and learns from it. Undefined when it cannot be told. */
  async compare(
    match: Match,
    answers: { readonly cached: string; readonly live: string },
    embed: Embed,
  ): Promise<boolean | undefined> {
    const within = (text: string): Promise<ArrayLike<number>> => embedWithin(embed, text, this.#parts.embedTimeoutMs);
    const right = await sameAnswer(answers.cached, answers.live, within);
    if (right !== undefined) await this.judge(match, right);
    return right;
  }

  /** Removes an entry whose answer is gone from the answer cache. */
  async forget({ entry }: Match): Promise<void> {
    try {
      await this.#parts.index.remove(entry, entry.id);
    } catch {
      this.stats.note("forget-failed");
    }
  }

  async purge(selector: PurgeSelector): Promise<number> {
    return this.#parts.index.purge(selector);
  }

  async #lookUp(query: SemanticQuery, settings: SemanticCacheSettings, embed: Embed): Promise<LookUp> {
    const { index, now, random, embedTimeoutMs } = this.#parts;
    let vector: Float32Array | undefined;
    try {
      vector = unitVector(await embedWithin(embed, query.plain, embedTimeoutMs));
    } catch (error) {
      return {
        kind: "miss",
        reason: error instanceof Error && error.name === "TimeoutError" ? "embedding-timeout" : "embedding-failed",
      };
    }
    if (vector === undefined) return { kind: "miss", reason: "embedding-failed" };
    const threshold = settings.similarityThreshold;
    const atLeast = cosineOf(threshold, settings.embeddingModel);
    let candidates: readonly Candidate[];
    try {
      candidates = await index.nearest(query, vector, { nowMs: now(), atLeast, limit: CANDIDATES });
    } catch {
      return { kind: "miss", reason: "index-failed", vector };
    }
    let reason = "nothing-near";
    for (const { entry, cosine } of candidates) {
      const similarity = similarityOf(cosine, settings.embeddingModel);
      const veto = this.#vetoOf(query, entry, similarity, threshold);
      if (veto !== undefined) {
        // What kept the nearest back tells most.
        if (reason === "nothing-near") reason = veto;
        continue;
      }
      const match = { entry, answerKey: entry.answerKey, similarity };
      if (settings.mode === "shadow") return { kind: "shadow", match, vector };
      return { kind: "hit", match, vector, check: random() < settings.shadowRate };
    }
    return { kind: "miss", reason, vector };
  }

  #vetoOf(query: SemanticQuery, entry: SemanticEntry, similarity: number, threshold: number): string | undefined {
    if (similarity < requiredSimilarity(entry, threshold)) return "not-trusted";
    // The index never returns another's; an answer of another organization is worth a second look.
    if (entry.tenant !== query.tenant || entry.scope !== query.scope) return "foreign";
    let features = this.#features.get(entry);
    if (features === undefined) {
      features = featuresOf(entry.text);
      this.#features.set(entry, features);
    }
    const guard = vetoOf(query.features, features);
    return guard === undefined ? undefined : `guard-${guard}`;
  }
}
