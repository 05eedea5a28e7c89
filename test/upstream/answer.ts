import { anthropicEvents, anthropicMessage } from "./anthropic-messages.ts";
import { bedrockAnswer, bedrockEvents } from "./bedrock-converse.ts";
import { cohereAnswer, cohereEvents } from "./cohere-v2.ts";
import type { Delivery } from "./delivery.ts";
import { sendBody, sendStream } from "./delivery.ts";
import { embeddingList } from "./embeddings.ts";
import { errorBody } from "./errors.ts";
import { geminiAnswer, geminiEmbeddings, geminiEvents } from "./gemini.ts";
import type { ChatQuirks } from "./openai-chat.ts";
import { chatChunks, chatCompletion } from "./openai-chat.ts";
import { responsesAnswer, responsesEvents } from "./openai-responses.ts";
import type { Behaviour, Exchange, Frame, JsonObject, ReplyInput, Wire } from "./types.ts";

export interface AnswerOptions extends Delivery {
  /** Only the OpenAI chat stream has these. */
  quirks?: ChatQuirks;
}

/** The healthy provider: answers in the caller's wire, streamed or not, naming the model it was asked for. */
export function answer(input: ReplyInput = {}, options: AnswerOptions = {}): Behaviour {
  return async (exchange) => {
    const delivery = { ...options, headers: { ...vendorHeaders(exchange), ...options.headers } };
    const named = { model: exchange.model, ...input };
    const frames = exchange.streaming ? streamFrames(exchange, named, options.quirks) : undefined;
    if (frames) return sendStream(exchange, frames, delivery);
    const body = jsonAnswer(exchange, named);
    if (body) return sendBody(exchange, JSON.stringify(body), delivery);
    const missing = errorBody(exchange.request.wire, { status: 404, message: `No ${exchange.request.path} here` });
    return sendBody(exchange, JSON.stringify(missing), { status: 404 });
  };
}

/** The events a healthy stream would have, or undefined for a wire that does not stream. */
export function streamFrames(exchange: Exchange, input: ReplyInput, quirks: ChatQuirks = {}): Frame[] | undefined {
  const eventsOf = EVENTS[exchange.request.wire];
  if (eventsOf !== undefined) return eventsOf(input);
  if (exchange.request.wire !== "openai") return undefined;
  const options = exchange.request.json()["stream_options"];
  const asked = typeof options === "object" && options !== null && !Array.isArray(options) && options["include_usage"];
  return chatChunks(input, asked === true, quirks);
}

const EVENTS: Partial<Record<Wire, (input: ReplyInput) => Frame[]>> = {
  anthropic: anthropicEvents,
  responses: responsesEvents,
  gemini: geminiEvents,
  bedrock: bedrockEvents,
  cohere: cohereEvents,
};

/** The body of a healthy answer that is not streamed, or undefined for a path we do not know. */
export function jsonAnswer(exchange: Exchange, input: ReplyInput): JsonObject | undefined {
  switch (exchange.request.wire) {
    case "openai":
      return chatCompletion(input);
    case "anthropic":
      return anthropicMessage(input);
    case "responses":
      return responsesAnswer(input);
    case "gemini":
      return geminiAnswer(input);
    case "bedrock":
      return bedrockAnswer(input);
    case "cohere":
      return cohereAnswer(input);
    case "gemini-embeddings":
      return geminiEmbeddings(exchange.request.json());
    case "gemini-count-tokens":
      return { totalTokens: input.usage?.input ?? 24 };
    case "embeddings":
      return embeddingList(exchange.request.json());
    case "count-tokens":
      return { input_tokens: input.usage?.input ?? 24 };
    case "models":
      return { object: "list", data: [{ id: "upstream-model", object: "model", created: 0, owned_by: "upstream" }] };
    default:
      return undefined;
  }
}

function vendorHeaders({ request }: Exchange): Record<string, string> {
  if (request.wire === "anthropic" || request.wire === "count-tokens") {
    return { "request-id": "req_upstream_1", "anthropic-organization-id": "org-upstream" };
  }
  if (request.wire === "bedrock") return { "x-amzn-requestid": "req_upstream_1" };
  return { "x-request-id": "req_upstream_1", "openai-processing-ms": "7", "openai-version": "2020-10-01" };
}
