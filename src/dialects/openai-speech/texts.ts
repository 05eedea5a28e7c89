import { textsIn } from "../operation-texts.ts";
import type { DialectTexts } from "../text-slots.ts";

/** What is spoken, and how. (OpenAI API reference, create speech.) */
export const openaiSpeechTexts: DialectTexts = textsIn((list, body) => {
  list.member(body, "input", "", { role: "user", kind: "input" });
  list.member(body, "instructions", "", { role: "user", kind: "prompt" });
});
