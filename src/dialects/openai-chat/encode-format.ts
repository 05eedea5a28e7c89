import type { ResponseFormat } from "../../canonical/request.ts";
import type { Warnings } from "../../canonical/warning.ts";
import type { EncodeTarget, JsonObject } from "../dialect.ts";
import type { WireMessage } from "./wire.ts";

/** The member `response_format`; a schema that the provider has no place for is put into `messages`. */
export function encodeFormat(
  format: ResponseFormat | undefined,
  { quirks }: EncodeTarget,
  messages: WireMessage[],
  warnings: Warnings,
): JsonObject | undefined {
  if (format === undefined || format.kind === "text") return undefined;
  if (format.kind !== "json-schema") return { type: "json_object" };
  const { schema, name = "answer", description, strict } = format;
  if (!quirks.has("json-object-only")) {
    const optional = {
      ...(description === undefined ? {} : { description }),
      ...(strict === undefined ? {} : { strict }),
    };
    return { type: "json_schema", json_schema: { name, schema, ...optional } };
  }
  warnings.add("output_config.format", "This provider has no JSON schema; the schema was given as an instruction.");
  const instruction = "Answer with one JSON object that conforms to this JSON Schema, and nothing else:";
  const content = `${instruction}\n${JSON.stringify(schema)}`;
  const leading = messages.findIndex((message) => message.role !== "system");
  messages.splice(leading < 0 ? messages.length : leading, 0, { role: "system", content });
  return { type: "json_object" };
}
