import { createHash } from "node:crypto";

/** OpenAI takes ids of items up to 64 characters; the number behind needs some. */
const MAX_BASE_CHARS = 48;

const PREFIXES = {
  message: "msg",
  reasoning: "rs",
  function_call: "fc",
  custom_tool_call: "ctc",
  image_generation_call: "ig",
} as const;

export type OutputItemType = keyof typeof PREFIXES;

/** Ids of the items of one answer: the same for the same place, so that all events of an item name it alike. */
export class ItemIds {
  readonly #base: string;

  constructor(answerId: string) {
    const plain = /^[\w-]+$/.test(answerId) && answerId.length <= MAX_BASE_CHARS;
    this.#base = plain ? answerId : createHash("sha256").update(answerId).digest("hex").slice(0, 32);
  }

  at(type: OutputItemType, outputIndex: number): string {
    return `${PREFIXES[type]}_${this.#base}_${outputIndex}`;
  }
}
