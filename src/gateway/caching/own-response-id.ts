import { captureResponse } from "../../dialects/openai-responses/index.ts";
import { randomBase62 } from "../../ids.ts";
import type { CachedAnswer } from "./answer-cache.ts";

/**
 * The same answer under an id that no other has. For answers that are kept with what was asked: given to another question
 * under its first id, it would put that question in the place of the first one.
 */
export function withOwnResponseId(answer: CachedAnswer): CachedAnswer {
  const text = answer.sealed ? `${answer.before}{}${answer.after}` : answer.before;
  const id = captureResponse(text)?.["id"];
  if (typeof id !== "string") return answer;
  const [before, after] = [`"${id}"`, `"resp_${randomBase62(24)}"`];
  const renamed = (part: string): string => part.replaceAll(before, () => after);
  return { ...answer, before: renamed(answer.before), after: renamed(answer.after) };
}
