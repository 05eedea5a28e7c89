import { inputTexts, textsIn } from "../operation-texts.ts";
import type { DialectTexts } from "../text-slots.ts";

/** What is judged. (OpenAI API reference, moderations.) */
export const openaiModerationsTexts: DialectTexts = textsIn((list, body) => {
  inputTexts(list, body, "input", { role: "user", kind: "input" });
});
