import type { SpeechRequest } from "../../canonical/operations.ts";
import type { JsonObject } from "../dialect.ts";
import { invalid, isObject, nameAt, numberAt, optional, required, stringAt, unknownMembers, wordAt } from "../read.ts";

const KNOWN = new Set("model input voice instructions response_format speed stream_format user".split(" "));

/** A speech request in the canonical form. The vendor's default format is `mp3`. (OpenAI API reference, speech.) */
export function decodeRequest(body: JsonObject): SpeechRequest {
  if (body["stream_format"] === "sse") {
    throw invalid("stream_format", "cannot be 'sse' here: this model's provider answers with the audio alone.");
  }
  return {
    model: required(body, "model", nameAt),
    text: required(body, "input", nameAt),
    voice: voiceOf(body["voice"]),
    instructions: optional(body, "instructions", stringAt),
    format: optional(body, "response_format", wordAt(["mp3", "opus", "aac", "flac", "wav", "pcm"])) ?? "mp3",
    speed: optional(body, "speed", numberAt),
    userId: optional(body, "user", stringAt),
    unmapped: unknownMembers(body, KNOWN),
  };
}

/** A voice's name, or an object with the id of one that the caller made. */
function voiceOf(voice: unknown): string | undefined {
  if (isObject(voice)) return required(voice, "id", nameAt, "voice");
  return typeof voice === "string" && voice !== "" ? voice : undefined;
}
