import { flagOf, oneOf, type RawSearch, search, textOf } from "../../shell/search-params.ts";

export const SORTS = {
  name: "By name",
  input: "Cheapest input",
  output: "Cheapest output",
  context: "Largest context",
  score: "Best score",
  newest: "Newest",
} as const;
export type Sort = keyof typeof SORTS;
export const SORT_WORDS = Object.keys(SORTS) as readonly Sort[];

/** What a model can be asked to do or to read. */
export const ABILITIES = {
  tools: "Tools",
  "json-schema": "JSON schema",
  reasoning: "Reasoning",
  "prompt-cache": "Prompt cache",
  image: "Reads images",
  pdf: "Reads PDF",
  audio: "Hears audio",
} as const;
export type Ability = keyof typeof ABILITIES;
export const ABILITY_WORDS = Object.keys(ABILITIES) as readonly Ability[];

export const OPERATIONS = {
  chat: "Chat",
  embed: "Embeddings",
  image: "Images",
  speech: "Speech",
  transcribe: "Transcription",
  rerank: "Reranking",
  moderate: "Moderation",
} as const;
export type Operation = keyof typeof OPERATIONS;
export const OPERATION_WORDS = Object.keys(OPERATIONS) as readonly Operation[];

/** The filters of the catalogue; `can` may be there several times, and all must hold. */
export function validateModelsSearch(raw: RawSearch) {
  const asked: readonly unknown[] = [raw["can"]].flat();
  const can = ABILITY_WORDS.filter((word) => asked.includes(word));
  return search({
    text: textOf(raw, "text"),
    provider: textOf(raw, "provider"),
    operation: oneOf(raw, "operation", OPERATION_WORDS),
    sort: oneOf(raw, "sort", SORT_WORDS),
    connected: flagOf(raw, "connected"),
    can: can.length === 0 ? undefined : can,
  });
}

export type ModelsSearch = ReturnType<typeof validateModelsSearch>;
