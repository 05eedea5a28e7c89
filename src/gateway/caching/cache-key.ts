import { hash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { FormPart } from "../../dialects/dialect.ts";
import type { CacheNamespace } from "./cache-namespace.ts";
import { canonicalJson } from "./canonical-json.ts";

/** Raised when the same request gets another key or an entry another meaning: old entries are then never met again. */
const VERSION = 1;

/** Headers of callers that may change an answer: those that are passed on to providers, and our own. */
export const ANSWER_HEADERS = [
  "anthropic-beta",
  "anthropic-version",
  "openai-beta",
  "x-llm-gateway-strict",
  "x-no-fallback",
] as const;

/** Parameters of a query that say who calls and not what is asked. */
const SECRET_PARAMETERS: ReadonlySet<string> = new Set(["key", "access_token"]);

/** Everything that two requests must have in common to get the same answer. */
export interface CacheKeyParts {
  readonly namespace: CacheNamespace;
  /** The endpoint's path, such as `/v1/messages`. */
  readonly endpoint: string;
  /** Id of the caller's wire. */
  readonly wire: string;
  /** The model as the request names it, in its body or in its path. */
  readonly model: string;
  readonly stream: boolean;
  readonly includeUsage: boolean;
  /** The URL's query, without the question mark. */
  readonly query: string;
  /** The body's JSON text as it was parsed, references put in their place; ignored for a form. */
  readonly json: string;
  readonly form: readonly FormPart[] | undefined;
  readonly headers: IncomingHttpHeaders;
  /** Names the guardrails that the answer went through. */
  readonly guardrails: string;
  /** Names what the caller may use; see policy-fingerprint.ts. */
  readonly policy: string;
}

/**
 * The key of a request's answer: 64 hexadecimal characters, SHA-256. The whole body is in it, whatever its fields, and
 * that includes the gateway's own: routing hints decide who answers. The order of members does not matter. Takes time
 * in proportion to the request's size.
 */
export function cacheKey(parts: CacheKeyParts): string {
  const { namespace, form } = parts;
  const canonical = form === undefined ? canonicalJson(parts.json) : textOfForm(form);
  const head = JSON.stringify([
    VERSION,
    // What has no canonical form is itself, byte for byte.
    form !== undefined ? "form" : canonical === undefined ? "text" : "json",
    namespace.organizationId,
    namespace.projectId,
    namespace.keyId,
    parts.endpoint,
    parts.wire,
    parts.model,
    parts.stream,
    parts.includeUsage,
    parts.query === "" ? "" : queryOf(parts.query),
    headersOf(parts.headers),
    parts.guardrails,
    parts.policy,
  ]);
  // JSON text has no bare line break, so nothing of the head can be taken for the body.
  return sha256(`${head}\n${canonical ?? parts.json}`);
}

/** Text with halves of surrogate pairs has no UTF-8 of its own: they would all become one character. */
function sha256(text: string): string {
  return text.isWellFormed() ? hash("sha256", text) : hash("sha256", Buffer.from(`\0${text}`, "utf16le"));
}

function headersOf(headers: IncomingHttpHeaders): readonly unknown[] {
  return ANSWER_HEADERS.map((name) => headers[name] ?? null);
}

/** Parameters in order; those of one name keep theirs. */
function queryOf(query: string): readonly (readonly [string, string])[] {
  const parameters = new URLSearchParams(query);
  for (const name of SECRET_PARAMETERS) parameters.delete(name);
  parameters.sort();
  return [...parameters];
}

function textOfForm(form: readonly FormPart[]): string {
  return JSON.stringify(
    form.map(({ name, value }) =>
      typeof value === "string"
        ? [name, value]
        : [name, value.contentType, value.fileName ?? null, hash("sha256", value.bytes)],
    ),
  );
}
