import type { ChatRequest } from "../../canonical/request.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject, parseObject } from "../read.ts";

/** What a tool that takes free text takes where there are functions only. */
export const FREE_TEXT_PARAMETERS: JsonObject = {
  type: "object",
  properties: { input: { type: "string" } },
  required: ["input"],
};

/** Names of the caller's tools that take free text: calls of them are shown as custom calls. */
export function customNames(request: ChatRequest | undefined): ReadonlySet<string> {
  return new Set((request?.tools ?? []).flatMap((tool) => (tool.custom === undefined ? [] : [tool.name])));
}

/** Free text as the arguments of a function. */
export function wrapInput(text: string): string {
  return JSON.stringify({ input: text });
}

/** The free text in a function's arguments; arguments without it are the text themselves. */
export function unwrapInput(argumentsText: string): string {
  const parsed = parseObject(argumentsText);
  if (parsed === undefined) return argumentsText;
  const { input } = parsed;
  if (typeof input === "string") return input;
  return Object.keys(parsed).length === 0 ? "" : argumentsText;
}

/** A custom tool's format as the canonical form has it: the grammar's members beside its type. (Responses spell it so.) */
export function flatFormat(format: JsonObject): JsonObject {
  const { grammar, ...rest } = format;
  return isObject(grammar) ? { ...rest, ...grammar } : format;
}

/** A canonical format as chat spells it: the grammar in an object of its own. (OpenAI API reference, custom tool.) */
export function nestedFormat(format: JsonObject): JsonObject {
  if (format["type"] !== "grammar" || isObject(format["grammar"])) return format;
  const { type, ...grammar } = format;
  return { type, grammar };
}
