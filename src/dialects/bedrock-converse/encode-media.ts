import type { DocumentBlock, ImageBlock, MediaSource } from "../../canonical/blocks.ts";
import type { Warnings } from "../../canonical/warning.ts";
import { invalid } from "../read.ts";
import type { DocumentNames } from "./document-names.ts";
import { documentFormat, imageFormat, objectOf } from "./media.ts";
import type { WireDocument, WireImage, WireSource, WireText } from "./wire.ts";

const DIALECT = "bedrock-converse";

interface Found {
  readonly format: string;
  readonly source: WireSource;
}

/** An image, or text that tells the model what is missing. Throws `invalid_parameters` for an address. */
export function encodeImage({ source, detail }: ImageBlock, path: string, warnings: Warnings): WireImage | WireText {
  if (detail !== undefined && detail !== "auto") {
    warnings.add(`${path}.image_url.detail`, "The Converse wire has no image detail; left out.");
  }
  const found = sourceOf(source, path, (type, data) => imageFormat(type, data));
  return found === undefined ? absent("image", path, warnings) : { image: found };
}

/** A document, or text that tells the model what is missing. Throws `invalid_parameters` for an address. */
export function encodeDocument(
  { source, title }: DocumentBlock,
  path: string,
  { warnings, names }: { warnings: Warnings; names: DocumentNames },
): WireDocument | WireText {
  const found =
    source.kind === "text"
      ? { format: "txt", source: { bytes: Buffer.from(source.text).toString("base64") } }
      : sourceOf(source, path, (type) => documentFormat(type));
  if (found === undefined) return absent("document", path, warnings);
  return { document: { format: found.format, name: names.give(title), source: found.source } };
}

function sourceOf(
  source: MediaSource,
  path: string,
  formatOf: (mediaType: string, data: string) => string | undefined,
): Found | undefined {
  switch (source.kind) {
    case "url":
      throw invalid(path, "is an address, but this provider takes bytes only: send the content as base64 data.");
    case "file": {
      const object = source.dialect === DIALECT ? objectOf(source.fileId) : undefined;
      return object && { format: object.format, source: { s3Location: { uri: object.uri } } };
    }
    case "data": {
      const format = formatOf(source.mediaType, source.data);
      return format === undefined || source.data === "" ? undefined : { format, source: { bytes: source.data } };
    }
  }
}

/** Stands for what cannot be sent, so that the model knows that something is missing. */
export function absent(what: string, path: string, warnings: Warnings): WireText {
  warnings.add(path, `This ${what} cannot be sent on the provider's wire; a note was sent in its place.`);
  return { text: `[An attached ${what} is not available.]` };
}
