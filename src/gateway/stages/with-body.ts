import type { ChatRequest } from "../../canonical/request.ts";
import type { FormPart, JsonObject } from "../../dialects/dialect.ts";
import { fail } from "../../errors/gateway-error.ts";
import { MAX_JSON_DEPTH, scanMembers } from "../../framing/json-members.ts";
import { latin1OfBytes } from "../../framing/latin1.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";

/** What of a request is made from its body when it is first needed. */
export function lazyParts(
  exchange: Exchange,
  bytes: Buffer,
  body: JsonObject,
): Pick<DecodedRequest, "text" | "canonical"> {
  const text = lazily(() => latin1OfBytes(bytes));
  return { text, canonical: lazily(() => decodeChat(exchange, body, text())) };
}

/** The request with another body, as if the caller had sent that. `form` are its parts, where it is a form. */
export function withBody(
  exchange: Exchange,
  request: DecodedRequest,
  body: JsonObject,
  form: readonly FormPart[] | undefined,
): DecodedRequest {
  if (form !== undefined) return { ...request, body, form };
  const json = JSON.stringify(body);
  const bytes = Buffer.from(json);
  // What the path says stands in the body that is read, and not in the one that is sent.
  const whole = exchange.named === undefined ? body : Object.assign(JSON.parse(json) as JsonObject, exchange.named);
  return { ...request, body: whole, bytes, json, ...lazyParts(exchange, bytes, whole) };
}

/** Throws `invalid_json` for a body that is too deep to be walked. */
export function checkDepth(text: string): void {
  if (scanMembers(text) !== null) return;
  throw fail("invalid_json", { message: `The request body is nested deeper than ${MAX_JSON_DEPTH} levels.` });
}

/** Translation walks the body, so its depth is bounded first; a relayed body is never walked. */
function decodeChat(exchange: Exchange, body: JsonObject, text: string): ChatRequest {
  const { chat } = exchange.endpoint;
  checkDepth(text);
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
