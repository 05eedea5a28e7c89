import { fail } from "../../errors/gateway-error.ts";
import { plainErrorBody } from "../../errors/render.ts";
import { exampleOf, type Schema, type Schemas } from "./example.ts";

interface Media {
  schema?: Schema;
  example?: unknown;
}

interface Operation {
  operationId?: string;
  tags?: readonly string[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { content?: Record<string, Media> }>;
  [extension: `x-${string}`]: unknown;
}

/** An OpenAPI document as far as it is changed here. */
export interface ApiDocument {
  paths?: Record<string, Record<string, Operation>>;
  components?: { schemas?: Schemas };
}

/** What a refusal looks like, by its status. */
const ERRORS: Readonly<Record<string, Parameters<typeof fail>[0]>> = {
  "400": "invalid_parameters",
  "401": "unauthenticated",
  "402": "insufficient_credits",
  "403": "permission_denied",
  "404": "not_found",
  "409": "conflict",
  "410": "project_archived",
  "429": "rate_limit_exceeded",
  "413": "payload_too_large",
  "415": "unsupported_media_type",
  "502": "all_providers_failed",
  "503": "unhealthy",
};

/**
 * Completes a document that was made from routes: each operation gets a name, and each body and answer an example that
 * follows its schema. The document is changed and given back.
 */
export function describeApi<Document extends object>(document: Document): Document {
  const { paths = {}, components } = document as ApiDocument;
  const schemas = components?.schemas ?? {};
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      operation.operationId = operationId(method, path);
      addExamples(operation.requestBody?.content, schemas);
      for (const [status, response] of Object.entries(operation.responses)) {
        const code = ERRORS[status];
        if (code === undefined) addExamples(response.content, schemas);
        else for (const media of Object.values(response.content ?? {})) media.example = plainErrorBody(fail(code));
      }
    }
  }
  return document;
}

function addExamples(content: Record<string, Media> | undefined, schemas: Schemas): void {
  for (const media of Object.values(content ?? {})) {
    if (media.schema !== undefined) media.example ??= exampleOf(media.schema, schemas);
  }
}

/** `get /api/v1/api-keys/{id}` as `getApiKeysById`. */
export function operationId(method: string, path: string): string {
  const words = path
    .replace(/^\/api\/v1\//, "")
    .split("/")
    .map((part) => (part.startsWith("{") ? `By-${part.slice(1, -1)}` : part))
    .join("-")
    .split(/[-_.]/)
    .filter((word) => word !== "");
  return method + words.map((word) => (word[0] ?? "").toUpperCase() + word.slice(1)).join("");
}
