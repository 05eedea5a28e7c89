import type { JsonObject } from "../../dialects/dialect.ts";
import { invalid } from "../../dialects/read.ts";
import { wavOf } from "../../dialects/wav.ts";
import { type Made, madeEvents } from "./operation.ts";

const HERTZ = 24_000;
const TONE_HERTZ = 440;
const LOUDNESS = 8_000;
const MS_A_CHARACTER = 20;
const MAX_MS = 4_000;
const CHARS_PER_TOKEN = 4;
const PIECE_BYTES = 4_096;

/** Speaks: a tone as long as the text, up to a bound; as `mp3` it is silence of that length. */
export function makeSpeech(body: JsonObject): Made {
  const text = typeof body["input"] === "string" ? body["input"] : "";
  const ms = Math.min(Math.max(1, text.length) * MS_A_CHARACTER, MAX_MS);
  const { contentType, bytes } = soundOf(body["response_format"] ?? "mp3", ms);
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) pieces.push(bytes.subarray(at, at + PIECE_BYTES));
  if (body["stream_format"] !== "sse") return { contentType, pieces };
  const input = Math.ceil(text.length / CHARS_PER_TOKEN);
  const output = Math.ceil(ms / 50);
  return madeEvents([
    ...pieces.map((piece) => ({ type: "speech.audio.delta", audio: piece.toString("base64") })),
    {
      type: "speech.audio.done",
      usage: { input_tokens: input, output_tokens: output, total_tokens: input + output },
    },
  ]);
}

function soundOf(format: unknown, ms: number): { contentType: string; bytes: Buffer } {
  if (format === "wav") return { contentType: "audio/wav", bytes: wavOf(toneOf(ms), HERTZ) };
  if (format === "pcm") return { contentType: "audio/pcm", bytes: toneOf(ms) };
  if (format === "mp3") return { contentType: "audio/mpeg", bytes: silenceOf(ms) };
  throw invalid("response_format", "must be 'mp3', 'wav' or 'pcm' with this model.");
}

function toneOf(ms: number): Buffer {
  const samples = Math.floor((HERTZ * ms) / 1000);
  const bytes = Buffer.alloc(samples * 2);
  for (let i = 0; i < samples; i += 1) {
    bytes.writeInt16LE(Math.round(LOUDNESS * Math.sin((2 * Math.PI * TONE_HERTZ * i) / HERTZ)), i * 2);
  }
  return bytes;
}

/** Layer III of MPEG 1, 32 kbit/s, 44.1 kHz, one channel. */
const MP3_HEAD = [0xff, 0xfb, 0x10, 0xc4];
const MP3_FRAME_BYTES = 104;
const MP3_FRAME_MS = (1_152 / 44_100) * 1000;

/** Frames whose side information says that nothing follows are silence. (ISO/IEC 11172-3.) */
function silenceOf(ms: number): Buffer {
  const frame = Buffer.alloc(MP3_FRAME_BYTES);
  frame.set(MP3_HEAD);
  return Buffer.concat(Array.from({ length: Math.ceil(ms / MP3_FRAME_MS) }, () => frame));
}
