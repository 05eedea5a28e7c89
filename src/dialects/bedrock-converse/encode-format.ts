import type { ResponseFormat } from "../../canonical/request.ts";
import type { Warnings } from "../../canonical/warning.ts";
import type { EncodeTarget, JsonObject } from "../dialect.ts";
import { closedSchema } from "./closed-schema.ts";
import type { WireSystem } from "./wire.ts";

const FIELD = "response_format";
const MAX_NAME_CHARS = 64;

/**
 * The member `outputConfig` of a body; what the wire has no word for becomes a system instruction. (Amazon Bedrock user
 * guide, structured outputs.)
 */
export function encodeFormat(
  format: ResponseFormat | undefined,
  { quirks }: EncodeTarget,
  system: WireSystem[],
  warnings: Warnings,
): JsonObject | undefined {
  if (format === undefined || format.kind === "text") return undefined;
  if (format.kind !== "json-schema") {
    warnings.add(FIELD, "The Converse wire has no plain JSON mode; it was given as an instruction.");
    system.push({ text: "Answer with one JSON object and nothing else: no prose and no code fence." });
    return undefined;
  }
  const { schema, name, description } = format;
  if (quirks.has("json-object-only")) {
    warnings.add(FIELD, "This provider has no JSON schema; the schema was given as an instruction.");
    const instruction = "Answer with one JSON object that conforms to this JSON Schema, and nothing else:";
    system.push({ text: `${instruction}\n${JSON.stringify(schema)}` });
    return undefined;
  }
  const jsonSchema = {
    schema: JSON.stringify(closedSchema(schema)),
    ...(name === undefined || name === ""
      ? {}
      : { name: name.replace(/[^a-zA-Z0-9_-]/g, "_").slice(0, MAX_NAME_CHARS) }),
    ...(description === undefined || description === "" ? {} : { description }),
  };
  return { textFormat: { type: "json_schema", structure: { jsonSchema } } };
}
