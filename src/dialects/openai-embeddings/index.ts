import type { EmbedAnswer, EmbedRequest } from "../../canonical/operations.ts";
import { count, emptyUsage, promptTokens, type Usage } from "../../canonical/usage.ts";
import { Warnings } from "../../canonical/warning.ts";
import { fail } from "../../errors/gateway-error.ts";
import { memberText } from "../../framing/json-members.ts";
import { textOfLatin1 } from "../../framing/latin1.ts";
import type {
  AnswerMeta,
  EncodeTarget,
  InboundDialect,
  JsonObject,
  MemberEdits,
  OperationCaller,
  OperationProvider,
} from "../dialect.ts";
import { readError, readErrorObject, writeError } from "../openai-chat/errors.ts";
import { isObject } from "../read.ts";
import { decodeRequest } from "./decode-request.ts";
import { readVectors, writeVector } from "./vectors.ts";

/** The OpenAI embeddings wire. (OpenAI API reference, create embeddings.) */
export const openaiEmbeddings: InboundDialect &
  OperationCaller<EmbedRequest, EmbedAnswer> &
  OperationProvider<EmbedRequest, EmbedAnswer> = {
  id: "openai-embeddings",
  checkRequest,
  relayEdits,
  readAnswer: (text, scanned) => {
    const raw = memberText(text, scanned, "usage");
    const error = memberText(text, scanned, "error");
    return {
      meaningful: true,
      terminal: true,
      usage: raw?.startsWith("{") ? readUsage(JSON.parse(raw)) : undefined,
      finish: { reason: "stop" },
      error: error?.startsWith("{") ? readErrorObject(200, { error: JSON.parse(error) as JsonObject }) : undefined,
    };
  },
  readError,
  writeError,
  modelMember: "model",
  decodeRequest,
  encodeRequest,
  decodeAnswer: ({ text }) => {
    const { data, usage } = JSON.parse(textOfLatin1(text)) as JsonObject;
    return { answer: { vectors: readVectors(data) }, usage: readUsage(usage) };
  },
  encodeAnswer,
};

function readUsage(wire: unknown): Usage | undefined {
  return isObject(wire) ? { ...emptyUsage(), inputTokens: count(wire["prompt_tokens"]) } : undefined;
}

function checkRequest(body: JsonObject): void {
  const { input } = body;
  const valid = typeof input === "string" || (Array.isArray(input) && input.length > 0 && input.every(isInput));
  if (!valid) {
    throw fail("invalid_parameters", {
      param: "input",
      message: "'input' must be a string, an array of strings, or an array of token ids.",
    });
  }
}

function isInput(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number" || Array.isArray(value);
}

function relayEdits(body: JsonObject, { quirks }: EncodeTarget): MemberEdits {
  const set: Record<string, string> = {};
  const drop: string[] = [];
  if (quirks.has("output-dimension-name") && body["dimensions"] !== undefined) {
    set["output_dimension"] = JSON.stringify(body["dimensions"]);
    drop.push("dimensions");
  }
  if (quirks.has("no-user-field")) drop.push("user");
  return { set, drop };
}

function encodeRequest(request: EmbedRequest, { model, quirks }: EncodeTarget) {
  const { inputs, dimensions, purpose, userId } = request;
  const warnings = new Warnings();
  warnings.addUnmapped(request.unmapped);
  if (purpose !== undefined) warnings.add("taskType", "The OpenAI wire does not say what vectors are for; left out.");
  const body: JsonObject = { model, input: inputs, encoding_format: "float" };
  if (dimensions !== undefined)
    body[quirks.has("output-dimension-name") ? "output_dimension" : "dimensions"] = dimensions;
  if (userId !== undefined && !quirks.has("no-user-field")) body["user"] = userId;
  return { body: { json: body }, warnings: warnings.list };
}

function encodeAnswer({ vectors }: EmbedAnswer, meta: AnswerMeta, usage: Usage | undefined): JsonObject {
  const tokens = usage === undefined ? meta.inputTokensEstimate : promptTokens(usage);
  const encoding = meta.body["encoding_format"];
  return {
    object: "list",
    data: vectors.map((vector, index) => ({ object: "embedding", index, embedding: writeVector(vector, encoding) })),
    model: meta.model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}
