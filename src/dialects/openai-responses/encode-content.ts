import type { Block, DocumentBlock, ImageBlock, ToolResultBlock } from "../../canonical/blocks.ts";
import type { Warnings } from "../../canonical/warning.ts";
import { dataUrl } from "../data-url.ts";
import type { Quirk } from "../quirks.ts";
import type { WirePart } from "./wire.ts";

/** What encoding of content depends on. */
export interface ContentContext {
  readonly quirks: ReadonlySet<Quirk>;
  readonly warnings: Warnings;
  /** Where the content stands in the caller's body. */
  readonly path: string;
}

/** Path of a block: a system prompt of Anthropic's wire is its own list of blocks. */
export function blockPath(message: string, i: number): string {
  return message === "system" ? `system[${i}]` : `${message}.content[${i}]`;
}

/** Parts of a user message. (OpenAI API reference, response input message content.) */
export function encodeParts(blocks: readonly Block[], context: ContentContext): WirePart[] {
  return blocks.flatMap((block, i) => encodePart(block, { ...context, path: blockPath(context.path, i) }) ?? []);
}

/** Parts as content: a lone text as a string, which every vendor of this wire understands. */
export function contentOf(parts: readonly WirePart[]): string | readonly WirePart[] {
  const [first] = parts;
  if (first === undefined) return "";
  return parts.length === 1 && first.type === "input_text" ? first.text : parts;
}

/** Output of a tool. The wire has no mark for a failure, so the text says it. */
export function encodeOutput(result: ToolResultBlock, context: ContentContext): string | readonly WirePart[] {
  const parts = encodeParts(result.content, context);
  if (result.isError !== true) return contentOf(parts);
  const [first, ...rest] = parts;
  if (first?.type !== "input_text") return [{ type: "input_text", text: "Error:" }, ...parts];
  return contentOf([{ type: "input_text", text: `Error: ${first.text}` }, ...rest]);
}

function encodePart(block: Block, context: ContentContext): WirePart | undefined {
  switch (block.kind) {
    case "text":
    case "refusal":
      return { type: "input_text", text: block.text };
    case "image":
      return encodeImage(block, context);
    case "document":
      return encodeDocument(block, context);
    case "audio":
      return { type: "input_audio", input_audio: { data: block.data, format: block.format } };
    default:
      return undefined;
  }
}

/** Wires of OpenAI: a file of one is the other's too. */
const OPENAI = new Set(["openai-responses", "openai-chat"]);

function encodeImage({ source, detail = "auto" }: ImageBlock, context: ContentContext): WirePart {
  if (source.kind === "data") {
    return { type: "input_image", image_url: dataUrl(source.mediaType, source.data), detail };
  }
  if (source.kind === "file") {
    if (!OPENAI.has(source.dialect)) return absent("image", "a file of another provider", context);
    return { type: "input_image", file_id: source.fileId, detail };
  }
  if (context.quirks.has("images-inline-only")) return absent("image", source.url, context);
  return { type: "input_image", image_url: source.url, detail };
}

function encodeDocument({ source, title }: DocumentBlock, context: ContentContext): WirePart {
  switch (source.kind) {
    case "text":
      return { type: "input_text", text: title === undefined ? source.text : `${title}\n\n${source.text}` };
    case "data":
      return {
        type: "input_file",
        filename: title ?? `document.${extensionOf(source.mediaType)}`,
        file_data: dataUrl(source.mediaType, source.data),
      };
    case "url":
      return { type: "input_file", file_url: source.url };
    case "file":
      if (!OPENAI.has(source.dialect)) return absent("document", "a file of another provider", context);
      return { type: "input_file", file_id: source.fileId };
  }
}

/** The vendor goes by the name's ending. */
function extensionOf(mediaType: string): string {
  const subtype = mediaType.split("/")[1] ?? "";
  return /^[a-z0-9]{1,5}$/.test(subtype) ? subtype.replace("plain", "txt") : "pdf";
}

/** Stands for what cannot be sent, so that the model knows that something is missing. */
function absent(what: string, where: string, { warnings, path }: ContentContext): WirePart {
  warnings.add(path, `The ${what} could not be sent to this provider (${where}).`);
  return { type: "input_text", text: `[The ${what} at ${where} is not available.]` };
}
