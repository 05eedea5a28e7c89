import { isAscii, isUtf8 } from "node:buffer";
import type { ChatRequest } from "../../canonical/request.ts";
import type { JsonObject } from "../../dialects/dialect.ts";
import { fail } from "../../errors/gateway-error.ts";
import { jsonErrorAt } from "../../framing/json-error.ts";
import { MAX_JSON_DEPTH, scanMembers } from "../../framing/json-members.ts";
import { latin1OfBytes } from "../../framing/latin1.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { EXTENSION_FIELDS, readFallbackChain, readHints } from "./extensions.ts";
import { readBody } from "./read-body.ts";

/**
 * Stage 2: what is asked. Checks the content type, the JSON and what the pipeline relies on; the caller's bytes are
 * kept for relaying. Throws `unsupported_media_type`, `payload_too_large`, `invalid_json` or `invalid_parameters`.
 */
export async function decode(exchange: Exchange, gateway: Gateway): Promise<DecodedRequest> {
  requireJson(exchange.req.headers["content-type"]);
  const bytes = await readBody(exchange.req, gateway.settings.maxBodyBytes);
  const json = textOf(bytes);
  const body = parseBody(json);
  const text = lazily(() => latin1OfBytes(bytes));
  const { model } = body;
  if (typeof model !== "string" || model === "" || model.length > MAX_MODEL_LENGTH) {
    throw fail("invalid_parameters", {
      param: "model",
      message: "'model' must be a non-empty string such as 'openai/gpt-4o-mini' or 'auto'.",
    });
  }
  exchange.endpoint.dialect.checkRequest(body);
  return {
    body,
    bytes,
    json,
    text,
    model,
    stream: body["stream"] === true,
    includeUsage: (body["stream_options"] as JsonObject | undefined)?.["include_usage"] === true,
    hints: EXTENSION_FIELDS[0] in body ? readHints(body[EXTENSION_FIELDS[0]]) : {},
    fallbackChain: EXTENSION_FIELDS[1] in body ? readFallbackChain(body[EXTENSION_FIELDS[1]]) : [],
    noFallback: exchange.req.headers["x-no-fallback"] === "true",
    promptTokensEstimate: Math.ceil(bytes.length / BYTES_PER_TOKEN),
    maxOutputTokens: outputBound(body),
    canonical: lazily(() => decodeChat(exchange, body, text())),
  };
}

const MAX_MODEL_LENGTH = 512;
const BYTES_PER_TOKEN = 4;

function requireJson(contentType: string | undefined): void {
  if (contentType === undefined || !/^application\/json\s*(;|$)/i.test(contentType)) {
    throw fail("unsupported_media_type", {
      message: `Send the body as JSON with 'Content-Type: application/json'${contentType === undefined ? "; the header is missing." : "."}`,
    });
  }
}

function textOf(bytes: Buffer): string {
  if (bytes.length === 0) throw fail("invalid_json", { message: "The request body is empty. Send one JSON object." });
  if (isAscii(bytes)) return latin1OfBytes(bytes);
  if (!isUtf8(bytes)) throw fail("invalid_json", { message: "The request body is not valid UTF-8." });
  return bytes.toString("utf8");
}

function parseBody(json: string): JsonObject {
  let body: unknown;
  try {
    body = JSON.parse(json);
  } catch {
    throw fail("invalid_json", { message: `The request body is not valid JSON: ${whereOf(json)}` });
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw fail("invalid_json", { message: "The request body must be one JSON object." });
  }
  return body as JsonObject;
}

/** Only the place is told, never what stands there: content reaches no log. */
function whereOf(json: string): string {
  const at = jsonErrorAt(json);
  if (at === null) return "it cannot be parsed.";
  return at >= json.length ? "it ends too early." : `an unexpected character at position ${at}.`;
}

function outputBound(body: JsonObject): number | undefined {
  const bound = body["max_completion_tokens"] ?? body["max_tokens"];
  return typeof bound === "number" && bound > 0 ? Math.floor(bound) : undefined;
}

/** Translation walks the body, so its depth is bounded first; a relayed body is never walked. */
function decodeChat(exchange: Exchange, body: JsonObject, text: string): ChatRequest {
  const { chat } = exchange.endpoint;
  if (scanMembers(text) === null) {
    throw fail("invalid_json", { message: `The request body is nested deeper than ${MAX_JSON_DEPTH} levels.` });
  }
  if (chat === undefined) throw fail("internal", { internal: `${exchange.endpoint.path} cannot be translated` });
  return chat.decodeRequest(body);
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
