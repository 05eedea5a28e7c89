import type { DialectId, JsonObject } from "../../../dialects/dialect.ts";
import { isObject } from "../../../dialects/read.ts";
import type { DialectTexts } from "../../../dialects/text-slots.ts";
import { textsOf } from "../../../dialects/texts-registry.ts";

/** Where the wires of callers have their conversation. */
const MEMBERS = ["messages", "input", "contents", "requests", "content"] as const;
const WHOLE = ["generateContentRequest", "generate_content_request"];

/**
 * What the user said last, in any wire: the texts of the last message that has some of the user's. Results of tools are
 * none. Only the end of the conversation is looked at.
 */
export function lastUserText(wire: DialectId, given: JsonObject): string {
  const body = WHOLE.map((name) => given[name]).find(isObject) ?? given;
  const texts = textsOf(wire);
  for (const member of MEMBERS) {
    const value = body[member];
    if (value === undefined || value === null) continue;
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (let at = items.length - 1; at >= 0; at -= 1) {
      const text = userText(texts, { [member]: Array.isArray(value) ? [items[at]] : value });
      if (text !== "") return text;
    }
  }
  return "";
}

function userText(texts: DialectTexts, body: JsonObject): string {
  const said = texts.requestTexts(body).filter(({ role }) => role === "user");
  return said.map(({ text }) => text).join("\n");
}
