import { inputTexts, textsIn } from "../operation-texts.ts";
import type { DialectTexts } from "../text-slots.ts";

/** What is embedded; token ids are no text. (OpenAI API reference, create embeddings.) */
export const openaiEmbeddingsTexts: DialectTexts = textsIn((list, body) => {
  inputTexts(list, body, "input", { role: "user", kind: "input" });
});
