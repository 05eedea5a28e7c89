import type { DialectId, JsonObject } from "../../../dialects/dialect.ts";
import { isObject } from "../../../dialects/read.ts";
import type { ModelTerms } from "../model-terms.ts";

type Prompt = NonNullable<ModelTerms["prompt"]>;
type Put = (body: JsonObject, prompt: Prompt) => JsonObject;

const PUT: Readonly<Partial<Record<DialectId, Put>>> = {
  "openai-chat": (body, { role, text }) => ({
    ...body,
    messages: [{ role, content: text }, ...listOf(body["messages"])],
  }),
  "openai-responses": putBeforeInput,
  "anthropic-messages": putBeforeSystem,
  "anthropic-count-tokens": putBeforeSystem,
  gemini: putBeforeInstruction,
  // Only a whole request has instructions there.
  "gemini-count-tokens": (body, prompt) => {
    const name = "generateContentRequest" in body ? "generateContentRequest" : "generate_content_request";
    const whole = body[name];
    return isObject(whole) ? { ...body, [name]: putBeforeInstruction(whole, prompt) } : body;
  },
};

/**
 * The body with a prompt before everything that the caller says, the caller's own system text included. The same body
 * for wires without prompts.
 */
export function putPrompt(body: JsonObject, wire: DialectId, prompt: Prompt): JsonObject {
  return PUT[wire]?.(body, prompt) ?? body;
}

/**
 * `instructions` would come before the input, and OpenAI's answers repeat them to callers: so both prompts become the
 * first messages of the input.
 */
function putBeforeInput(body: JsonObject, { role, text }: Prompt): JsonObject {
  const { input, instructions, ...rest } = body;
  const items: unknown[] = typeof input === "string" ? [{ role: "user", content: input }] : listOf(input);
  const own = typeof instructions === "string" && instructions !== "" ? [{ role, content: instructions }] : [];
  return { ...rest, input: [{ role, content: text }, ...own, ...items] };
}

/** Anthropic has one role for both. */
function putBeforeSystem(body: JsonObject, { text }: Prompt): JsonObject {
  const { system } = body;
  if (system === undefined || system === null || system === "") return { ...body, system: text };
  const own = typeof system === "string" ? [{ type: "text", text: system }] : listOf(system);
  return { ...body, system: [{ type: "text", text }, ...own] };
}

function putBeforeInstruction(body: JsonObject, { text }: Prompt): JsonObject {
  const name =
    body["systemInstruction"] === undefined && "system_instruction" in body
      ? "system_instruction"
      : "systemInstruction";
  const own = body[name];
  // A bare string is no form of Google's, but of its SDKs.
  if (typeof own === "string") return { ...body, [name]: { parts: [{ text }, { text: own }] } };
  const held = isObject(own) ? own : {};
  return { ...body, [name]: { ...held, parts: [{ text }, ...listOf(held["parts"])] } };
}

/** A lone item is a list of one. */
function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}
