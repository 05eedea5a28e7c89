import type { InboundDialect, JsonObject, StreamTap, TapOptions } from "../dialect.ts";
import { openEventTap } from "../event-tap.ts";
import { isFile, isSet } from "../form-fields.ts";
import { openaiErrors, openaiEventStream } from "../openai-operation.ts";
import { invalid, optional, stringAt } from "../read.ts";
import { wholeFacts } from "../whole-facts.ts";
import { estimateUsage, readUsage } from "./usage.ts";

/** Speech written down; files come in a form. Relayed only. (OpenAI API reference, create transcription.) */
export const openaiTranscriptions: InboundDialect = {
  id: "openai-transcriptions",
  takesForms: true,
  checkRequest,
  relayEdits: () => ({ set: {}, drop: [] }),
  readAnswer: (text, scanned) =>
    wholeFacts(text, scanned, "text", (member) => readUsage(member("usage"), member("duration"))),
  ...openaiErrors,
  ...openaiEventStream,
  modelMember: undefined,
  streams: (body) => isSet(body, "stream"),
  takesAnswerType: (contentType, { response_format: format }) =>
    PLAIN_FORMATS.has(String(format)) && PLAIN_TYPES.test(contentType),
  estimateUsage,
  openTap,
};

/** Formats whose answers are text and no JSON. */
const PLAIN_FORMATS = new Set(["text", "srt", "vtt"]);
const PLAIN_TYPES = /^$|^text\/(plain|vtt|srt)\b|x-subrip|octet-stream/i;

/** In whose place some vendors take the address or the handle of a file. */
const ELSEWHERE = ["url", "file_url", "file_id"];

function checkRequest(body: JsonObject): void {
  const { file } = body;
  const elsewhere = file === undefined && ELSEWHERE.some((name) => typeof body[name] === "string");
  if (!elsewhere && !isFile(file)) {
    throw invalid("file", "must be a file: send the request as 'multipart/form-data' with the audio in this field.");
  }
  if (isFile(file) && file.bytes.length === 0) throw invalid("file", "is empty. Send the audio's bytes.");
  optional(body, "response_format", stringAt);
}

/** Watches a streamed transcript. (OpenAI API reference, transcript streaming events; Mistral's end otherwise.) */
function openTap(options: TapOptions): StreamTap {
  return openEventTap(options, (json, type, facts) => {
    facts.meaningful = true;
    if (type !== "transcript.text.done" && type !== "transcription.done") return "pass";
    facts.usage = readUsage(json["usage"]);
    facts.finish = { reason: "stop" };
    return "last";
  });
}
