import type { SpeechAnswer, SpeechRequest } from "../../canonical/operations.ts";
import type { Usage } from "../../canonical/usage.ts";
import { Warnings } from "../../canonical/warning.ts";
import type { DecodedAnswer, EncodeTarget, OperationProvider } from "../dialect.ts";
import { readError } from "../gemini/errors.ts";
import { readUsage } from "../gemini/usage.ts";
import { readMadeFiles } from "../gemini-answer.ts";
import { invalid } from "../read.ts";

/** Speech by Gemini's conversation method: bare samples, 24,000 a second. (Gemini API documentation, speech generation.) */
export const geminiSpeech: OperationProvider<SpeechRequest, SpeechAnswer> = {
  id: "gemini-speech",
  readError,
  encodeRequest,
  decodeAnswer,
};

/** OpenAI's voices, which its callers must name and Google does not have. */
const FOREIGN_VOICES = new Set("alloy ash ballad cedar coral echo fable marin nova onyx sage shimmer verse".split(" "));
const DEFAULT_VOICE = "Kore";

function encodeRequest(request: SpeechRequest, _target: EncodeTarget) {
  const { text, instructions, format, speed } = request;
  if (format !== "wav" && format !== "pcm") {
    throw invalid("response_format", `cannot be '${format}' with this model. Set it to 'wav' or 'pcm'.`);
  }
  const warnings = new Warnings();
  warnings.addUnmapped(request.unmapped);
  if (speed !== undefined && speed !== 1) warnings.add("speed", "The Gemini wire has no speed of speech; left out.");
  if (request.userId !== undefined) warnings.add("user", "The Gemini wire has no end user; left out.");
  const spoken = instructions === undefined ? text : `${instructions}\n\n${text}`;
  const voiceConfig = { prebuiltVoiceConfig: { voiceName: voiceOf(request.voice, warnings) } };
  const json = {
    contents: [{ role: "user", parts: [{ text: spoken }] }],
    generationConfig: { responseModalities: ["AUDIO"], speechConfig: { voiceConfig } },
  };
  return { body: { json }, warnings: warnings.list };
}

function voiceOf(voice: string | undefined, warnings: Warnings): string {
  if (voice === undefined) return DEFAULT_VOICE;
  if (!FOREIGN_VOICES.has(voice.toLowerCase())) return voice;
  warnings.add("voice", `Google does not have this voice; '${DEFAULT_VOICE}' speaks in its place.`);
  return DEFAULT_VOICE;
}

const HERTZ = 24_000;

function decodeAnswer({ text }: { readonly text: string }): DecodedAnswer<SpeechAnswer> {
  const { files, usageMetadata, refusal } = readMadeFiles(text);
  if (refusal !== undefined) return { error: refusal };
  const [first] = files;
  const bytes = Buffer.concat(files.map(({ data }) => Buffer.from(data, "base64")));
  const type = first?.mimeType ?? "";
  const hertz = Number(/rate=(\d+)/.exec(type)?.[1] ?? HERTZ);
  const answer = { contentType: /wav/i.test(type) ? "audio/wav" : `audio/pcm;rate=${hertz}`, bytes };
  return { answer, usage: usageOf(readUsage(usageMetadata)) };
}

/** Output that is not told apart is the sound: nothing else was asked for. */
function usageOf(told: Usage | undefined): Usage | undefined {
  if (told === undefined || told.media?.audioOutputTokens !== undefined) return told;
  return { ...told, outputTokens: 0, media: { ...told.media, audioOutputTokens: told.outputTokens } };
}
