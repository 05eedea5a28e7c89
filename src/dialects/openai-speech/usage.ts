import { count, emptyUsage, type Usage } from "../../canonical/usage.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";

/** What is spoken is charged by its characters where the vendor tells no tokens. */
export function usageOfRequest({ input }: JsonObject): Usage {
  return { ...emptyUsage(), media: { characters: typeof input === "string" ? charactersIn(input) : 0 } };
}

/** Characters as people count them: one that takes two units of UTF-16 is one. */
function charactersIn(text: string): number {
  return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}

/** Tokens that a stream's last event tells, beside the characters. (OpenAI API reference, speech audio done event.) */
export function readTokens(wire: unknown, asked: Usage): Usage {
  if (!isObject(wire)) return asked;
  const audioOutputTokens = count(wire["output_tokens"]);
  const inputTokens = count(wire["input_tokens"]);
  if (inputTokens + audioOutputTokens === 0) return asked;
  return { ...asked, inputTokens, media: { ...asked.media, audioOutputTokens } };
}
