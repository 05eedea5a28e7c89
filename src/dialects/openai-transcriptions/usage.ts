import { count, emptyUsage, type Usage } from "../../canonical/usage.ts";
import type { FileContent, JsonObject } from "../dialect.ts";
import { isFile } from "../form-fields.ts";
import { isObject } from "../read.ts";

/**
 * Usage by tokens or by time; undefined when neither is told. `duration` is the length that verbose answers tell.
 * (OpenAI API reference, transcription object, usage; Mistral: `prompt_audio_seconds`.)
 */
export function readUsage(wire: unknown, duration?: unknown): Usage | undefined {
  const told = isObject(wire) ? wire : {};
  const seconds = told["seconds"] ?? told["prompt_audio_seconds"] ?? duration;
  const audioInputMs = count(Number(seconds) * 1000);
  const tokens = tokensOf(told);
  if (tokens === undefined && audioInputMs === 0) return undefined;
  const base = tokens ?? emptyUsage();
  return audioInputMs === 0 ? base : { ...base, media: { ...tokens?.media, audioInputMs } };
}

function tokensOf(wire: JsonObject): Usage | undefined {
  const input = count(wire["input_tokens"] ?? wire["prompt_tokens"]);
  const output = count(wire["output_tokens"] ?? wire["completion_tokens"]);
  if (input + output === 0) return undefined;
  const details = isObject(wire["input_token_details"]) ? wire["input_token_details"] : {};
  const audioInputTokens = Math.min(count(details["audio_tokens"]), input);
  const text = { ...emptyUsage(), inputTokens: input - audioInputTokens, outputTokens: output };
  return audioInputTokens === 0 ? text : { ...text, media: { audioInputTokens } };
}

/** Bytes a second of what is mostly sent: compressed audio of 128 kbit/s. */
const BYTES_A_SECOND = 16_000;

/** The length of what is heard: told by a WAV file's head, else guessed from the size. */
export function estimateUsage({ file }: JsonObject): Usage {
  if (!isFile(file)) return emptyUsage();
  const perSecond = wavRate(file) ?? BYTES_A_SECOND;
  return { ...emptyUsage(), media: { audioInputMs: Math.ceil((file.bytes.length * 1000) / perSecond) } };
}

/** Bytes a second of a WAV file. (Microsoft RIFF, format chunk: it usually comes first.) */
function wavRate({ bytes }: FileContent): number | undefined {
  if (bytes.length < 44 || bytes.toString("latin1", 0, 4) !== "RIFF") return undefined;
  if (bytes.toString("latin1", 8, 16) !== "WAVEfmt ") return undefined;
  const rate = bytes.readUInt32LE(28);
  return rate > 0 ? rate : undefined;
}
