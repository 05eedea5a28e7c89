import { hash } from "node:crypto";
import { crc32, deflateSync } from "node:zlib";
import type { JsonObject } from "../../dialects/dialect.ts";
import { isSet } from "../../dialects/form-fields.ts";
import { imagesAsked } from "../../dialects/openai-images/usage.ts";
import { type Made, madeEvents, madeJson } from "./operation.ts";

const SIDE = 16;
const CHARS_PER_TOKEN = 4;
const TOKENS_AN_IMAGE = 64;
const MAX_PARTIAL = 3;
const MAX_IMAGES = 10;

/** Answers with small squares whose colour depends on the prompt. */
export function makeImages(body: JsonObject, event: "image_generation" | "image_edit"): Made {
  const count = Math.min(imagesAsked(body), MAX_IMAGES);
  const prompt = typeof body["prompt"] === "string" ? body["prompt"] : "";
  const usage = usageOf(prompt, event === "image_edit" ? TOKENS_AN_IMAGE : 0, count);
  const pictures = Array.from({ length: count }, (_, i) => pictureOf(`${prompt}#${i}`).toString("base64"));
  if (isSet(body, "stream")) return madeEvents(eventsOf(pictures, body, event, usageOf(prompt, 0, 1)));
  const links = body["response_format"] === "url";
  const data = pictures.map((b64) => (links ? { url: `data:image/png;base64,${b64}` } : { b64_json: b64 }));
  return madeJson({ created: 0, data, output_format: "png", size: `${SIDE}x${SIDE}`, usage });
}

function eventsOf(pictures: string[], body: JsonObject, event: string, usage: JsonObject) {
  const partial = Math.min(Number(body["partial_images"]) || 0, MAX_PARTIAL);
  const look = { background: "opaque", created_at: 0, output_format: "png", quality: "low", size: `${SIDE}x${SIDE}` };
  return pictures.flatMap((picture) => [
    ...Array.from({ length: partial }, (_, i) => ({
      type: `${event}.partial_image`,
      b64_json: picture,
      partial_image_index: i,
      ...look,
    })),
    { type: `${event}.completed`, b64_json: picture, ...look, usage },
  ]);
}

function usageOf(prompt: string, imageTokens: number, count: number): JsonObject {
  const text = Math.ceil(prompt.length / CHARS_PER_TOKEN);
  const input = text + imageTokens;
  const output = TOKENS_AN_IMAGE * count;
  return {
    input_tokens: input,
    input_tokens_details: { text_tokens: text, image_tokens: imageTokens },
    output_tokens: output,
    total_tokens: input + output,
  };
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const BIT_DEPTH = 8;
const RGB = 2;

/** A square of one colour as a PNG file. (W3C PNG specification, 3rd edition.) */
function pictureOf(text: string): Buffer {
  const colour = hash("sha256", text, "buffer").subarray(0, 3);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(SIDE, 0);
  head.writeUInt32BE(SIDE, 4);
  head.set([BIT_DEPTH, RGB], 8);
  const row = Buffer.concat([Buffer.from([0]), ...Array.from({ length: SIDE }, () => colour)]);
  const rows = Buffer.concat(Array.from({ length: SIDE }, () => row));
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
