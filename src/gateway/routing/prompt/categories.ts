/** Kinds of tasks that models are differently good at. */
export const CATEGORIES = [
  "chat",
  "knowledge",
  "writing",
  "roleplay",
  "translation",
  "summary",
  "classification",
  "extraction",
  "reasoning",
  "math",
  "coding",
  "agentic",
] as const;

export type Category = (typeof CATEGORIES)[number];

/** What is assumed of a task when nothing is known but its kind. */
export interface CategoryFacts {
  /**
   * 0..1: how much a strong model is worth. Ordered by the mean gain of a strong over a weak model that public
   * judgements of MT-Bench show by category (coding 2.4 points of ten, math 2.0, extraction 1.5, reasoning 0.8, science
   * 0.3, writing and humanities 0.1, roleplay 0); the kinds that it does not have are placed between.
   */
  readonly difficulty: number;
  /** Tokens of a usual answer. */
  readonly outputTokens: number;
}

export const CATEGORY_FACTS: Readonly<Record<Category, CategoryFacts>> = {
  chat: { difficulty: 0.05, outputTokens: 60 },
  knowledge: { difficulty: 0.28, outputTokens: 220 },
  writing: { difficulty: 0.26, outputTokens: 500 },
  roleplay: { difficulty: 0.2, outputTokens: 250 },
  translation: { difficulty: 0.2, outputTokens: 150 },
  summary: { difficulty: 0.22, outputTokens: 200 },
  classification: { difficulty: 0.15, outputTokens: 15 },
  extraction: { difficulty: 0.42, outputTokens: 120 },
  reasoning: { difficulty: 0.5, outputTokens: 350 },
  math: { difficulty: 0.55, outputTokens: 350 },
  coding: { difficulty: 0.58, outputTokens: 500 },
  agentic: { difficulty: 0.55, outputTokens: 180 },
};
