import { isAscii, isUtf8 } from "node:buffer";
import type { FormPart, JsonObject } from "../../dialects/dialect.ts";
import { bodyOfForm } from "../../dialects/form-body.ts";
import { fail } from "../../errors/gateway-error.ts";
import { jsonErrorAt } from "../../framing/json-error.ts";
import { latin1OfBytes } from "../../framing/latin1.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { EXTENSION_FIELDS, readFallbackChain, readHints } from "./extensions.ts";
import { readBody } from "./read-body.ts";
import { isForm, readForm } from "./read-form.ts";
import { lazyParts } from "./with-body.ts";

/**
 * Stage 2: what is asked. Checks the content type, the JSON and what the pipeline relies on; the caller's bytes are
 * kept for relaying. Throws `unsupported_media_type`, `payload_too_large`, `invalid_json` or `invalid_parameters`.
 */
export async function decode(exchange: Exchange, gateway: Gateway): Promise<DecodedRequest> {
  const { dialect } = exchange.endpoint;
  const contentType = exchange.req.headers["content-type"];
  const asForm = dialect.takesForms === true && isForm(contentType);
  if (!asForm) requireJson(contentType);
  const sent = await readBody(exchange.req, gateway.settings.maxBodyBytes);
  const form = asForm ? await readForm(sent, contentType ?? "") : undefined;
  const { bytes, json, body } = form === undefined ? await readJson(exchange, gateway, sent) : ofForm(sent, form);
  // In wires whose path says them, the canonical form reads them off the body all the same.
  if (exchange.named !== undefined) Object.assign(body, exchange.named);
  if (dialect.defaultModel !== undefined) body["model"] ??= dialect.defaultModel;
  const { model } = body;
  if (typeof model !== "string" || model === "" || model.length > MAX_MODEL_LENGTH) {
    throw fail("invalid_parameters", {
      param: "model",
      message: "'model' must be a non-empty string such as 'openai/gpt-4o-mini' or 'auto'.",
    });
  }
  dialect.checkRequest(body);
  return {
    body,
    bytes,
    form,
    json,
    model,
    modelInBody: exchange.named === undefined,
    stream: dialect.streams === undefined ? body["stream"] === true : dialect.streams(body),
    includeUsage: (body["stream_options"] as JsonObject | undefined)?.["include_usage"] === true,
    ...extensionsOf(body, form !== undefined),
    noFallback: exchange.req.headers["x-no-fallback"] === "true",
    strict: exchange.req.headers["x-llm-gateway-strict"] === "true",
    promptTokensEstimate: form === undefined ? Math.ceil(bytes.length / BYTES_PER_TOKEN) : tokensOfForm(form),
    maxOutputTokens: outputBound(body),
    ...lazyParts(exchange, bytes, body),
  };
}

interface ReadBody {
  readonly bytes: Buffer;
  readonly json: string;
  readonly body: JsonObject;
}

function ofForm(bytes: Buffer, form: readonly FormPart[]): ReadBody {
  return { bytes, json: "", body: bodyOfForm(form) };
}

/** A JSON body; what it leaves to be looked up is put in, and then the bytes are no longer the caller's. */
async function readJson({ endpoint, caller }: Exchange, gateway: Gateway, bytes: Buffer): Promise<ReadBody> {
  const json = textOf(bytes);
  const body = parseBody(json);
  const completing = caller && endpoint.complete?.(body, caller, gateway);
  if (completing === undefined) return { bytes, json, body };
  const completed = await completing;
  if (completed === undefined) return { bytes, json, body };
  const written = JSON.stringify(completed);
  return { bytes: Buffer.from(written), json: written, body: completed };
}

/** The gateway's own members; in a form they are JSON text. */
function extensionsOf(body: JsonObject, isText: boolean): Pick<DecodedRequest, "hints" | "fallbackChain"> {
  const read = (name: string): unknown => {
    const value = body[name];
    return isText && typeof value === "string" ? parseMember(value, name) : value;
  };
  const [hints, chain] = EXTENSION_FIELDS;
  return {
    hints: hints in body ? readHints(read(hints)) : {},
    fallbackChain: chain in body ? readFallbackChain(read(chain)) : [],
  };
}

function parseMember(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw fail("invalid_parameters", { param: name, message: `'${name}' must be JSON.` });
  }
}

/** Files are no text: what they cost is known when they are read. */
function tokensOfForm(form: readonly FormPart[]): number {
  const chars = form.reduce((sum, { value }) => sum + (typeof value === "string" ? value.length : 0), 0);
  return Math.ceil(chars / BYTES_PER_TOKEN);
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
  const gemini = (body["generationConfig"] ?? body["generation_config"] ?? {}) as JsonObject;
  const bound =
    body["max_completion_tokens"] ??
    body["max_tokens"] ??
    body["max_output_tokens"] ??
    gemini["maxOutputTokens"] ??
    gemini["max_output_tokens"];
  return typeof bound === "number" && bound > 0 ? Math.floor(bound) : undefined;
}
