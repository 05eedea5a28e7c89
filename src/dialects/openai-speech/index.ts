import type { SpeechAnswer, SpeechRequest } from "../../canonical/operations.ts";
import type { AnswerMeta, FileContent, InboundDialect, JsonObject, OperationCaller } from "../dialect.ts";
import { openaiErrors } from "../openai-operation.ts";
import { isObject, nameAt, optional, required, stringAt, wordAt } from "../read.ts";
import { wavOf } from "../wav.ts";
import { wholeFacts } from "../whole-facts.ts";
import { decodeRequest } from "./decode-request.ts";
import { openTap } from "./tap.ts";
import { usageOfRequest } from "./usage.ts";

/**
 * Text spoken. The answer is audio as it is made, so every request streams, and one that breaks off ends with the
 * connection: audio has no other way to say that it is not whole. (OpenAI API reference, create speech.)
 */
export const openaiSpeech: InboundDialect & OperationCaller<SpeechRequest, SpeechAnswer> = {
  id: "openai-speech",
  checkRequest,
  relayEdits: () => ({ set: {}, drop: [] }),
  // Speech is never JSON; what comes as JSON is an error or no answer.
  readAnswer: (text, scanned) => wholeFacts(text, scanned, "error", () => undefined),
  ...openaiErrors,
  modelMember: undefined,
  streams: () => true,
  usageOfRequest,
  openTap,
  decodeRequest,
  encodeAnswer,
};

function checkRequest(body: JsonObject): void {
  required(body, "input", nameAt);
  optional(body, "voice", (value, path) => (isObject(value) ? value : stringAt(value, path)));
  optional(body, "response_format", stringAt);
  optional(body, "stream_format", wordAt(["audio", "sse"]));
}

/** Bare samples become a file where one was asked for. */
function encodeAnswer({ contentType, bytes }: SpeechAnswer, { body }: AnswerMeta): FileContent {
  const hertz = /^audio\/pcm;rate=(\d+)$/.exec(contentType)?.[1];
  if (hertz === undefined || body["response_format"] !== "wav") return { contentType, bytes };
  return { contentType: "audio/wav", bytes: wavOf(bytes, Number(hertz)) };
}
