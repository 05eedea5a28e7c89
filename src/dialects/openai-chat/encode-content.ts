import type { Block, DocumentBlock, ImageBlock, MediaSource, ToolResultBlock } from "../../canonical/blocks.ts";
import type { Warnings } from "../../canonical/warning.ts";
import { dataUrl } from "../data-url.ts";
import type { Quirk } from "../quirks.ts";
import type { WirePart } from "./wire.ts";

type InlineSource = Extract<MediaSource, { kind: "data" }>;

/** What encoding of content depends on. */
export interface ContentContext {
  readonly quirks: ReadonlySet<Quirk>;
  /** The model's kin. */
  readonly family: string | undefined;
  readonly warnings: Warnings;
  /** Where the content stands in the caller's body. */
  readonly path: string;
}

/** Path of a block: a system prompt is its own list of blocks. */
export function blockPath(message: string, i: number): string {
  return message === "system" ? `system[${i}]` : `${message}.content[${i}]`;
}

/** Parts of a user message. */
export function encodeParts(blocks: readonly Block[], context: ContentContext): WirePart[] {
  return blocks.flatMap((block, i) => {
    const part = encodePart(block, { ...context, path: blockPath(context.path, i) });
    return part === undefined ? [] : [part];
  });
}

/** Parts as content: a lone text as a string, which every vendor of this wire understands. */
export function contentOf(parts: readonly WirePart[]): string | readonly WirePart[] {
  const [first] = parts;
  if (first === undefined) return "";
  return parts.length === 1 && first.type === "text" ? first.text : parts;
}

/** Texts of blocks, joined. */
export function joinTexts(blocks: readonly Block[], separator: string): string {
  return blocks.flatMap((block) => (block.kind === "text" ? [block.text] : [])).join(separator);
}

/** Text of a tool message, and what such a message cannot hold: everything but text. */
export function encodeResult(result: ToolResultBlock): {
  text: string;
  media: readonly (ImageBlock | DocumentBlock)[];
} {
  const media = result.content.filter((block) => block.kind !== "text");
  const text = joinTexts(result.content, "\n");
  const shown = text === "" && media.length > 0 ? "The result is attached to the next message." : text;
  return { text: result.isError === true ? `Error: ${shown}` : shown, media };
}

function encodePart(block: Block, context: ContentContext): WirePart | undefined {
  switch (block.kind) {
    case "text":
      return { type: "text", text: block.text };
    case "image":
      return encodeImage(block, context);
    case "document":
      return encodeDocument(block, context);
    case "audio":
      return { type: "input_audio", input_audio: { data: block.data, format: block.format } };
    case "refusal":
      return { type: "text", text: block.text };
    default:
      return undefined;
  }
}

function encodeImage({ source, detail }: ImageBlock, context: ContentContext): WirePart {
  const extra = detail === undefined ? {} : { detail };
  if (source.kind === "data")
    return { type: "image_url", image_url: { url: dataUrl(source.mediaType, source.data), ...extra } };
  if (source.kind === "file") return absent("image", "a file of another provider", context);
  if (context.quirks.has("images-inline-only")) return absent("image", source.url, context);
  return { type: "image_url", image_url: { url: source.url, ...extra } };
}

function encodeDocument({ source, title }: DocumentBlock, context: ContentContext): WirePart {
  if (source.kind === "text") return textDocument(source.text, title);
  if (source.kind === "data") return encodeInlineDocument(source, title);
  if (source.kind === "file" && source.dialect === "openai-chat")
    return { type: "file", file: { file_id: source.fileId } };
  return absent("document", source.kind === "url" ? source.url : "a file of another provider", context);
}

/** Text goes as text: OpenAI takes no other file than a PDF, whose name must end so. (OpenAI documentation, PDF files.) */
function encodeInlineDocument({ mediaType, data }: InlineSource, title: string | undefined): WirePart {
  if (mediaType.startsWith("text/") || mediaType === "application/json") {
    return textDocument(Buffer.from(data, "base64").toString("utf8"), title);
  }
  const isPdf = mediaType === "application/pdf";
  const name = title ?? "document";
  const filename = isPdf && !name.toLowerCase().endsWith(".pdf") ? `${name}.pdf` : name;
  return { type: "file", file: { filename, file_data: dataUrl(mediaType, data) } };
}

function textDocument(text: string, title: string | undefined): WirePart {
  return { type: "text", text: title === undefined ? text : `${title}\n\n${text}` };
}

/** Stands for what cannot be sent, so that the model knows that something is missing. */
function absent(what: string, where: string, { warnings, path }: ContentContext): WirePart {
  warnings.add(path, `The ${what} could not be sent to this provider (${where}).`);
  return { type: "text", text: `[The ${what} at ${where} is not available.]` };
}
