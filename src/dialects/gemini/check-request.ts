import type { JsonObject } from "../dialect.ts";
import { at, invalid, nameAt, objectAt, optional, required } from "../read.ts";
import { camelMembers, listAt, structAt } from "./spelling.ts";

/** `function` and `tool` are older names of the user's turn with results. */
const ROLES = new Set(["user", "model", "function", "tool"]);

/**
 * Checks what the gateway relies on in a body that is relayed as it is; the rest is the provider's to judge. One step a
 * content, no walk through parts. The model stands in the path, from where the pipeline put it into the body. (Gemini
 * API reference, models.generateContent.)
 */
export function checkRequest(body: JsonObject): void {
  required(body, "model", nameAt);
  const request = camelMembers(body);
  checkContents(request, "");
  optional(request, "systemInstruction", objectAt);
  optional(request, "generationConfig", objectAt);
  optional(request, "toolConfig", objectAt);
  optional(request, "tools", listAt(objectAt));
}

/** The conversation of a request; `path` is where the request stands. */
export function checkContents(request: JsonObject, path: string): void {
  const contents = required(request, "contents", listAt(checkContent), path);
  if (contents.length === 0) throw invalid(at(path, "contents"), "must have at least one content.");
}

function checkContent(value: unknown, path: string): void {
  const { role, parts } = structAt(value, path);
  if (role !== undefined && role !== null && (typeof role !== "string" || !ROLES.has(role))) {
    throw invalid(`${path}.role`, "must be 'user' or 'model'.");
  }
  if (typeof parts !== "object" || parts === null) throw invalid(`${path}.parts`, "must be an array of parts.");
}
