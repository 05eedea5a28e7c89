import type { JsonObject } from "../../../dialects/dialect.ts";
import { bodyOfForm } from "../../../dialects/form-body.ts";
import type { DecodedRequest, Exchange } from "../../exchange.ts";
import { outputBound } from "../../limits/output-bound.ts";
import { checkDepth, withBody } from "../../stages/with-body.ts";
import type { ModelTerms } from "../model-terms.ts";
import { markBody, markChat, marksBodies } from "./cache-mark.ts";
import { overlayChat } from "./overlay-chat.ts";
import { putFormParams } from "./put-form-params.ts";
import { putParams } from "./put-params.ts";
import { putPrompt } from "./put-prompt.ts";
import { sortedParams } from "./sorted-params.ts";

const BYTES_PER_TOKEN = 4;

/**
 * The request as if the caller had sent it with what a configuration says of the model: its prompt before everything
 * else, and its parameters where the request has none, in the caller's wire. What that wire has no place for is in the
 * canonical form alone; parameters that are the provider's own come in when the body is written for it. The same request
 * where nothing changes. Throws `invalid_json` for a body that is too deep to be written anew.
 */
export function withTerms(exchange: Exchange, request: DecodedRequest, terms: ModelTerms): DecodedRequest {
  const { dialect, operation } = exchange.endpoint;
  const { known } = sortedParams(terms, operation);
  if (request.form !== undefined) return withForm(exchange, request, putFormParams(request.form, known));
  const { body, left } = putParams(request.body, dialect.id, known);
  const prompted = terms.prompt === undefined ? body : putPrompt(body, dialect.id, terms.prompt);
  const marks = terms.promptCache && exchange.endpoint.chat !== undefined;
  const hasPrompt = terms.prompt !== undefined;
  const inBody = marks && marksBodies(dialect.id);
  const whole = inBody ? markBody(prompted, dialect.id, hasPrompt, request.json) : prompted;
  const made = whole === request.body ? request : rewrite(exchange, request, whole);
  if (exchange.endpoint.chat === undefined || (left.length === 0 && (inBody || !marks))) return made;
  return {
    ...made,
    canonical: once(() => {
      const chat = overlayChat(made.canonical(), left);
      return marks && !inBody ? markChat(chat, hasPrompt) : chat;
    }),
  };
}

/** The request with that body: what is known of the former one's size is known anew. */
function rewrite(exchange: Exchange, request: DecodedRequest, body: JsonObject): DecodedRequest {
  let made: DecodedRequest;
  try {
    made = withBody(exchange, request, sentBody(exchange, request, body), undefined);
  } catch (error) {
    // Written anew it is walked, and the walk of a bottomless member ends here.
    if (error instanceof RangeError) checkDepth(request.text());
    throw error;
  }
  return {
    ...made,
    promptTokensEstimate: Math.ceil(made.bytes.length / BYTES_PER_TOKEN),
    maxOutputTokens: request.maxOutputTokens ?? outputBound(exchange.endpoint, made.body),
  };
}

/** What the path says stands in the body that is read, and in the one that is sent as the caller sent it. */
function sentBody({ named }: Exchange, request: DecodedRequest, body: JsonObject): JsonObject {
  if (named === undefined) return body;
  const sent = JSON.parse(request.json) as JsonObject;
  const kept: JsonObject = { ...body };
  for (const name of Object.keys(named)) {
    if (Object.hasOwn(sent, name)) kept[name] = sent[name];
    else delete kept[name];
  }
  return kept;
}

function withForm(exchange: Exchange, request: DecodedRequest, form: NonNullable<DecodedRequest["form"]>) {
  if (form === request.form) return request;
  const body = bodyOfForm(form);
  body["model"] ??= request.model;
  const made = withBody(exchange, request, body, form);
  const more = Math.max(0, charsOf(form) - charsOf(request.form ?? []));
  return { ...made, promptTokensEstimate: request.promptTokensEstimate + Math.ceil(more / BYTES_PER_TOKEN) };
}

function charsOf(form: NonNullable<DecodedRequest["form"]>): number {
  return form.reduce((sum, { value }) => sum + (typeof value === "string" ? value.length : 0), 0);
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
