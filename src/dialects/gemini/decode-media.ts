import type { AudioBlock, DocumentBlock, ImageBlock, MediaSource } from "../../canonical/blocks.ts";
import type { JsonObject } from "../dialect.ts";
import { at, nameAt, optional, required, stringAt } from "../read.ts";
import { audioFormatOf, mediaTypeOfUrl } from "./media-types.ts";
import { structAt } from "./spelling.ts";

/** A part's `inlineData` or `fileData` as a block; undefined for a part that has neither. */
export function decodeMedia(part: JsonObject, path: string): ImageBlock | DocumentBlock | AudioBlock | undefined {
  const blob = optional(part, "inlineData", structAt, path);
  if (blob !== undefined) return decodeBlob(blob, at(path, "inlineData"));
  const file = optional(part, "fileData", structAt, path);
  return file === undefined ? undefined : decodeFile(file, at(path, "fileData"));
}

function decodeBlob(blob: JsonObject, path: string): ImageBlock | DocumentBlock | AudioBlock {
  const mediaType = required(blob, "mimeType", nameAt, path).toLowerCase();
  const data = required(blob, "data", nameAt, path);
  if (mediaType.startsWith("audio/")) return { kind: "audio", format: audioFormatOf(mediaType), data };
  return mediaBlock({ kind: "data", mediaType, data }, mediaType, optional(blob, "displayName", stringAt, path));
}

function decodeFile(file: JsonObject, path: string): ImageBlock | DocumentBlock {
  const uri = required(file, "fileUri", nameAt, path);
  const mediaType = optional(file, "mimeType", stringAt, path) ?? mediaTypeOfUrl(uri) ?? "";
  const source: MediaSource = isPublic(uri)
    ? { kind: "url", url: uri }
    : { kind: "file", dialect: "gemini", fileId: uri };
  return mediaBlock(source, mediaType.toLowerCase(), optional(file, "displayName", stringAt, path));
}

/** Files stored at Google have addresses that nobody else can fetch. (Gemini API documentation, Files API.) */
const STORED = /^https?:\/\/[^/]*googleapis\.com\/v\d\w*\/files\//i;

function isPublic(uri: string): boolean {
  return /^https?:\/\//i.test(uri) && !STORED.test(uri);
}

function mediaBlock(source: MediaSource, mediaType: string, title: string | undefined): ImageBlock | DocumentBlock {
  if (mediaType.startsWith("image/")) return { kind: "image", source };
  return title === undefined ? { kind: "document", source } : { kind: "document", source, title };
}
