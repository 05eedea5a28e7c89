import type { DocumentBlock, ImageBlock, TextBlock } from "../../canonical/blocks.ts";
import type { Warnings } from "../../canonical/warning.ts";
import type { JsonObject } from "../dialect.ts";
import { cacheMember } from "./cache-marks.ts";
import type { WireBlock } from "./wire.ts";

const DIALECT = "anthropic-messages";

/** Image types of the wire, by how their base64 begins. */
const IMAGE_TYPES: readonly (readonly [string, string])[] = [
  ["image/jpeg", "/9j/"],
  ["image/png", "iVBORw"],
  ["image/gif", "R0lGOD"],
  ["image/webp", "UklGR"],
];

/** A text block; undefined for blank text, which the API refuses. */
export function encodeText(block: TextBlock): WireBlock | undefined {
  return block.text.trim() === "" ? undefined : { type: "text", text: block.text, ...cacheMember(block.cache) };
}

/** An image block, or text that tells the model what is missing. */
export function encodeImage({ source, cache, detail }: ImageBlock, path: string, warnings: Warnings): WireBlock {
  const wire = imageSource(source);
  if (detail !== undefined && detail !== "auto") {
    warnings.add(`${path}.image_url.detail`, "The messages wire has no image detail; left out.");
  }
  return wire === undefined
    ? absentBlock("image", path, warnings)
    : { type: "image", source: wire, ...cacheMember(cache) };
}

function imageSource(source: ImageBlock["source"]): JsonObject | undefined {
  if (source.kind === "url") return { type: "url", url: source.url };
  if (source.kind === "file") return source.dialect === DIALECT ? { type: "file", file_id: source.fileId } : undefined;
  // Data URLs are often labelled wrongly (`image/jpg`, `application/octet-stream`): the bytes decide.
  const sniffed = IMAGE_TYPES.find(([, start]) => source.data.startsWith(start))?.[0];
  const mediaType = sniffed ?? IMAGE_TYPES.find(([type]) => type === source.mediaType)?.[0];
  return mediaType === undefined ? undefined : { type: "base64", media_type: mediaType, data: source.data };
}

/** A document block, or text that tells the model what is missing. */
export function encodeDocument({ source, title, cache }: DocumentBlock, path: string, warnings: Warnings): WireBlock {
  const wire = documentSource(source);
  if (wire === undefined) return absentBlock("document", path, warnings);
  return { type: "document", source: wire, ...(title === undefined ? {} : { title }), ...cacheMember(cache) };
}

function documentSource(source: DocumentBlock["source"]): JsonObject | undefined {
  switch (source.kind) {
    case "text":
      return { type: "text", media_type: "text/plain", data: source.text };
    case "url":
      return { type: "url", url: source.url };
    case "file":
      return source.dialect === DIALECT ? { type: "file", file_id: source.fileId } : undefined;
    case "data": {
      if (source.mediaType === "application/pdf") {
        return { type: "base64", media_type: source.mediaType, data: source.data };
      }
      if (!source.mediaType.startsWith("text/") && source.mediaType !== "application/json") return undefined;
      return { type: "text", media_type: "text/plain", data: Buffer.from(source.data, "base64").toString("utf8") };
    }
  }
}

/** Stands for what cannot be sent, so that the model knows that something is missing. */
export function absentBlock(what: string, path: string, warnings: Warnings): WireBlock {
  warnings.add(path, `This ${what} cannot be sent on the provider's wire; a note was sent in its place.`);
  return { type: "text", text: `[An attached ${what} is not available.]` };
}
