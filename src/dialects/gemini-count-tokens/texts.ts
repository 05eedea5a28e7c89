import { gatherRequest, memberOf } from "../gemini/texts.ts";
import { textsIn } from "../operation-texts.ts";
import { isObject } from "../read.ts";
import type { DialectTexts } from "../text-slots.ts";

/** Contents, or a whole request. (Gemini API reference, models.countTokens.) */
export const geminiCountTokensTexts: DialectTexts = textsIn((list, body) => {
  gatherRequest(list, body, "");
  const [name, whole] = memberOf(body, "generateContentRequest");
  if (isObject(whole)) gatherRequest(list, whole, name);
});
