import type { JsonObject } from "../../dialects/dialect.ts";
import { isFile, isSet } from "../../dialects/form-fields.ts";
import { estimateUsage } from "../../dialects/openai-transcriptions/usage.ts";
import { type Made, madeEvents, madeJson } from "./operation.ts";
import type { MockOptions } from "./options.ts";

const CHARS_PER_TOKEN = 4;
const TOKENS_A_SECOND = 10;

/** Writes down what it was sent: the file's name and size, or the reply that was asked for. */
export function makeTranscript(body: JsonObject, { reply }: MockOptions): Made {
  const text = reply ?? describeFile(body["file"]);
  const ms = estimateUsage(body).media?.audioInputMs ?? 0;
  const usage = usageOf(text, ms);
  if (isSet(body, "stream")) {
    const deltas = (text.match(/\s*\S+/g) ?? []).map((delta) => ({ type: "transcript.text.delta", delta }));
    return madeEvents([...deltas, { type: "transcript.text.done", text, usage }]);
  }
  switch (body["response_format"]) {
    case "text":
      return { contentType: "text/plain; charset=utf-8", pieces: [`${text}\n`] };
    case "srt":
      return { contentType: "text/plain; charset=utf-8", pieces: [`1\n${timeOf(0)} --> ${timeOf(ms)}\n${text}\n`] };
    case "vtt": {
      const [from, to] = [timeOf(0), timeOf(ms)].map((time) => time.replace(",", "."));
      return { contentType: "text/vtt; charset=utf-8", pieces: [`WEBVTT\n\n${from} --> ${to}\n${text}\n`] };
    }
    case "verbose_json": {
      const seconds = ms / 1000;
      const told = { seconds: Math.ceil(seconds), type: "duration" };
      return madeJson({ task: "transcribe", language: "english", duration: seconds, text, segments: [], usage: told });
    }
    default:
      return madeJson({ text, usage });
  }
}

function describeFile(file: unknown): string {
  if (!isFile(file)) return "There was no file.";
  return `The file ${file.fileName ?? "without a name"} has ${file.bytes.length} bytes.`;
}

function usageOf(text: string, ms: number): JsonObject {
  const input = Math.ceil((ms / 1000) * TOKENS_A_SECOND);
  const output = Math.ceil(text.length / CHARS_PER_TOKEN);
  return {
    type: "tokens",
    input_tokens: input,
    input_token_details: { audio_tokens: input, text_tokens: 0 },
    output_tokens: output,
    total_tokens: input + output,
  };
}

/** As subtitles write it: `00:00:01,500`. */
function timeOf(ms: number): string {
  const part = (value: number, digits: number): string => String(Math.floor(value)).padStart(digits, "0");
  const seconds = ms / 1000;
  return `${part(seconds / 3600, 2)}:${part((seconds / 60) % 60, 2)}:${part(seconds % 60, 2)},${part(ms % 1000, 3)}`;
}
