import type { AudioBlock, DocumentBlock, ImageBlock, MediaSource } from "../../canonical/blocks.ts";
import type { Warnings } from "../../canonical/warning.ts";
import { mediaTypeOfUrl } from "./media-types.ts";
import type { WireBlob, WirePart } from "./wire.ts";

const DIALECT = "gemini";

/** What encoding of media depends on. */
export interface MediaPlace {
  readonly path: string;
  readonly warnings: Warnings;
}

/** An image; Google fetches public addresses by itself. (Gemini API documentation, file input methods.) */
export function encodeImage({ source, detail }: ImageBlock, place: MediaPlace): WirePart {
  if (detail !== undefined && detail !== "auto") {
    place.warnings.add(`${place.path}.image_url.detail`, "The Gemini wire has no image detail; left out.");
  }
  return sourcePart(source, "image/jpeg", "image", place);
}

/** A document: text as text, with its title before it. */
export function encodeDocument(block: DocumentBlock, place: MediaPlace): WirePart[] {
  const text = documentText(block);
  if (text !== undefined) return [{ text }];
  const { source, title } = block;
  if (source.kind === "text") return [];
  const part = sourcePart(source, "application/pdf", "document", place);
  return title === undefined ? [part] : [{ text: `${title}:` }, part];
}

/** The text of a document that is sent as text: Gemini reads some text types as documents, JSON is not among them. */
export function documentText({ source, title }: DocumentBlock): string | undefined {
  const text = source.kind === "text" ? source.text : jsonText(source);
  return text === undefined || title === undefined ? text : `${title}\n\n${text}`;
}

/** A recording, by the name of its format. (Gemini API documentation, audio understanding.) */
export function encodeAudio({ format, data }: AudioBlock): WirePart {
  return { inlineData: { mimeType: `audio/${format}`, data } };
}

/** Types that a result may hold. (Gemini API documentation, multimodal function responses.) */
const WITHIN_RESULTS = /^(image\/|application\/pdf$|text\/plain$)/;

/** What may stand in a result: bytes of these types; undefined for all else. */
export function blobForResult({ source }: ImageBlock | DocumentBlock): WireBlob | undefined {
  if (source.kind !== "data" || !WITHIN_RESULTS.test(source.mediaType)) return undefined;
  return { mimeType: source.mediaType, data: source.data };
}

function jsonText(source: MediaSource): string | undefined {
  if (source.kind !== "data" || source.mediaType !== "application/json") return undefined;
  return Buffer.from(source.data, "base64").toString("utf8");
}

function sourcePart(source: MediaSource, usualType: string, what: string, place: MediaPlace): WirePart {
  switch (source.kind) {
    case "data":
      return { inlineData: { mimeType: source.mediaType, data: source.data } };
    case "url":
      return { fileData: { mimeType: mediaTypeOfUrl(source.url) ?? usualType, fileUri: source.url } };
    case "file":
      if (source.dialect === DIALECT) return { fileData: { fileUri: source.fileId } };
      place.warnings.add(place.path, `This ${what} is stored at another provider; a note was sent in its place.`);
      return { text: `[An attached ${what} is not available.]` };
  }
}
