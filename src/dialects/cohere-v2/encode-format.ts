import type { ResponseFormat } from "../../canonical/request.ts";
import type { Warnings } from "../../canonical/warning.ts";
import type { JsonObject } from "../dialect.ts";
import type { WireMessage } from "./wire.ts";

const FIELD = "response_format";

/**
 * The member `response_format`. Beside it the prompt must ask for JSON, or the model may fill the answer with white
 * space; and it goes with no tools, where the schema is given as an instruction alone. (Cohere API reference, chat v2,
 * response_format.)
 */
export function encodeFormat(
  format: ResponseFormat | undefined,
  {
    hasTools,
    messages,
    warnings,
  }: { readonly hasTools: boolean; readonly messages: WireMessage[]; readonly warnings: Warnings },
): JsonObject | undefined {
  if (format === undefined || format.kind === "text") return undefined;
  const schema = format.kind === "json-schema" ? format.schema : undefined;
  if (hasTools) {
    warnings.add(FIELD, "This wire has no JSON format beside tools; it was given as an instruction.");
    const shape = schema === undefined ? "" : ` that conforms to this JSON Schema: ${JSON.stringify(schema)}`;
    instruct(messages, `Unless you call a tool, answer with one JSON object and nothing else${shape}`);
    return undefined;
  }
  if (schema === undefined) return { type: "json_object" };
  instruct(messages, "Answer with a JSON object.");
  return { type: "json_object", json_schema: schema };
}

/** Adds a system message after the leading ones. */
function instruct(messages: WireMessage[], content: string): void {
  const leading = messages.findIndex((message) => message.role !== "system");
  messages.splice(leading < 0 ? messages.length : leading, 0, { role: "system", content });
}
