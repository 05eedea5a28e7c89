import type { MediaSource } from "../../canonical/blocks.ts";
import type { ImageRequest } from "../../canonical/operations.ts";
import { readDataUrl } from "../data-url.ts";
import type { JsonObject } from "../dialect.ts";
import { isFile, isSet } from "../form-fields.ts";
import { invalid, isObject, nameAt, optional, required, stringAt, unknownMembers, wordAt } from "../read.ts";
import { imageTypeOf } from "./image-type.ts";
import { imagesAsked } from "./usage.ts";

const KNOWN = new Set(
  "model prompt n size quality background output_format response_format user image images mask stream".split(" "),
);

/** An image request in the canonical form, for a provider of another wire. (OpenAI API reference, images.) */
export function decodeRequest(body: JsonObject): ImageRequest {
  if (isSet(body, "stream")) {
    throw invalid("stream", "cannot be true here: this model's provider does not stream images.");
  }
  return {
    model: required(body, "model", nameAt),
    prompt: required(body, "prompt", nameAt),
    count: imagesAsked(body),
    size: notAuto(optional(body, "size", stringAt)),
    quality: notAuto(optional(body, "quality", stringAt)),
    background: backgroundOf(optional(body, "background", stringAt)),
    outputFormat: optional(body, "output_format", wordAt(["png", "jpeg", "webp"])),
    delivery: optional(body, "response_format", stringAt) === "url" ? "url" : "data",
    sources: sourcesOf(body),
    mask: body["mask"] === undefined || body["mask"] === null ? undefined : sourceAt(body["mask"], "mask"),
    userId: optional(body, "user", stringAt),
    unmapped: unknownMembers(body, KNOWN),
  };
}

function notAuto(value: string | undefined): string | undefined {
  return value === "auto" ? undefined : value;
}

function backgroundOf(value: string | undefined): ImageRequest["background"] {
  return value === "transparent" || value === "opaque" ? value : undefined;
}

function sourcesOf(body: JsonObject): MediaSource[] {
  const name = body["image"] === undefined ? "images" : "image";
  const given = body[name];
  if (given === undefined || given === null) return [];
  const all = Array.isArray(given) ? given : [given];
  return all.map((value, i) => sourceAt(value, Array.isArray(given) ? `${name}[${i}]` : name));
}

function sourceAt(value: unknown, path: string): MediaSource {
  if (isFile(value)) {
    return { kind: "data", mediaType: imageTypeOf(value), data: value.bytes.toString("base64") };
  }
  if (typeof value === "string") return sourceOfUrl(value);
  if (isObject(value)) {
    const { image_url: address, file_id: fileId } = value;
    const url = isObject(address) ? address["url"] : address;
    if (typeof url === "string" && url !== "") return sourceOfUrl(url);
    if (typeof fileId === "string") return { kind: "file", dialect: "openai-image-edits", fileId };
  }
  throw invalid(path, "must be a file, an address, a data URL, or an object with 'image_url'.");
}

function sourceOfUrl(url: string): MediaSource {
  const inline = readDataUrl(url);
  return inline === undefined ? { kind: "url", url } : { kind: "data", ...inline };
}
