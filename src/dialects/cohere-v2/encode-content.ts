import type { Block, DocumentBlock, ImageBlock } from "../../canonical/blocks.ts";
import type { Warnings } from "../../canonical/warning.ts";
import { dataUrl } from "../data-url.ts";
import type { WireDocument, WireImage, WireText } from "./wire.ts";

interface Context {
  readonly warnings: Warnings;
  readonly citable: boolean;
  readonly documents: WireDocument[];
}

/** A block of a user's turn as parts; a document may go to the documents of the body instead. */
export function encodeUserBlock(block: Block, path: string, context: Context): (WireText | WireImage)[] {
  switch (block.kind) {
    case "text":
    case "refusal":
      return block.text === "" ? [] : [{ type: "text", text: block.text }];
    case "image":
      return [encodeImage(block, path, context.warnings)];
    case "document":
      return encodeDocument(block, path, context);
    case "audio":
      return [absent("recording", path, context.warnings)];
    default:
      return [];
  }
}

const DETAILS = new Set(["auto", "low", "high"]);

function encodeImage({ source, detail }: ImageBlock, path: string, warnings: Warnings): WireImage | WireText {
  if (source.kind === "file") return absent("image", path, warnings);
  const url = source.kind === "url" ? source.url : dataUrl(source.mediaType, source.data);
  const known = detail !== undefined && DETAILS.has(detail);
  if (detail !== undefined && !known) {
    warnings.add(`${path}.image_url.detail`, `This wire has no image detail '${detail}'; left out.`);
  }
  return { type: "image_url", image_url: known ? { url, detail } : { url } };
}

function encodeDocument({ source, title }: DocumentBlock, path: string, context: Context): WireText[] {
  const text = textOf(source);
  if (text === undefined) return [absent("document", path, context.warnings)];
  if (context.citable) {
    context.documents.push({ data: { ...(title === undefined ? {} : { title }), text } });
    return [];
  }
  return [{ type: "text", text: title === undefined ? text : `${title}\n\n${text}` }];
}

/** The wire reads text only. */
function textOf(source: DocumentBlock["source"]): string | undefined {
  if (source.kind === "text") return source.text;
  if (source.kind !== "data") return undefined;
  const isText = source.mediaType.startsWith("text/") || source.mediaType.startsWith("application/json");
  return isText ? Buffer.from(source.data, "base64").toString("utf8") : undefined;
}

/** Stands for what cannot be sent, so that the model knows that something is missing. */
function absent(what: string, path: string, warnings: Warnings): WireText {
  warnings.add(path, `This ${what} cannot be sent on the provider's wire; a note was sent in its place.`);
  return { type: "text", text: `[An attached ${what} is not available.]` };
}
