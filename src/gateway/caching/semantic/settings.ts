import type { NamespaceKind } from "../cache-namespace.ts";

/** How an organization's semantic cache works. */
export interface SemanticCacheSettings {
  readonly enabled: boolean;
  /** Calibrated similarity from which an answer is taken: 0.90 to 0.99. */
  readonly similarityThreshold: number;
  readonly ttlSeconds: number;
  /** Names of models as callers give them, or their ids. */
  readonly excludeModels: readonly string[];
  /** Who shares answers. Never more than an organization. */
  readonly namespace: NamespaceKind;
  /** In `shadow` nothing is served: would-be hits are compared with the answers that came. */
  readonly mode: "on" | "shadow";
  /** The share of served hits, 0 to 1, that are asked live too and compared. */
  readonly shadowRate: number;
  /** The model that embeds; vectors of different models are never compared. */
  readonly embeddingModel: string;
}

export const SEMANTIC_CACHE_DEFAULTS = {
  similarityThreshold: 0.95,
  ttlSeconds: 3_600,
  namespace: "organization",
  mode: "on",
  shadowRate: 0.01,
} as const;
