import type {
  AudioBlock,
  CacheMark,
  DocumentBlock,
  ImageBlock,
  MediaSource,
  RefusalBlock,
  TextBlock,
} from "../../canonical/blocks.ts";
import { readDataUrl } from "../data-url.ts";
import type { JsonObject } from "../dialect.ts";
import { arrayAt, at, invalid, isObject, nameAt, objectAt, optional, required, stringAt } from "../read.ts";
import { DIALECT } from "./reasoning.ts";

type InputBlock = TextBlock | ImageBlock | DocumentBlock | AudioBlock;

/** Content of a user message. (OpenAI API reference, response input message content.) */
export function decodeUserContent(value: unknown, path: string): InputBlock[] {
  if (typeof value === "string") return [{ kind: "text", text: value }];
  return arrayAt(value, path).map((item, i) => decodePart(objectAt(item, `${path}[${i}]`), `${path}[${i}]`));
}

/** Content that is text only: system and developer messages. */
export function decodeTextContent(value: unknown, path: string): TextBlock[] {
  return decodeUserContent(value, path).map((block, i) => {
    if (block.kind !== "text") throw invalid(`${path}[${i}].type`, "must be 'input_text' here.");
    return block;
  });
}

/** Content of an assistant message: texts and refusals; empty ones say nothing and are refused elsewhere. */
export function decodeAssistantContent(value: unknown, path: string): (TextBlock | RefusalBlock)[] {
  if (typeof value === "string") return value === "" ? [] : [{ kind: "text", text: value }];
  const blocks = arrayAt(value, path).map((item, i): TextBlock | RefusalBlock => {
    const inner = `${path}[${i}]`;
    const part = objectAt(item, inner);
    if (part["type"] === "refusal") return { kind: "refusal", text: required(part, "refusal", stringAt, inner) };
    const block = decodePart(part, inner);
    if (block.kind !== "text") throw invalid(`${inner}.type`, "must be 'output_text' or 'refusal' here.");
    return block;
  });
  return blocks.filter((block) => block.text !== "");
}

/** Output of a tool: a string, or parts. */
export function decodeToolOutput(value: unknown, path: string): (TextBlock | ImageBlock | DocumentBlock)[] {
  if (value === undefined || value === null || value === "") return [];
  return decodeUserContent(value, path).map((block, i) => {
    if (block.kind === "audio") throw invalid(`${path}[${i}].type`, "must be text, an image or a file here.");
    return block;
  });
}

function decodePart(part: JsonObject, path: string): InputBlock {
  const type = required(part, "type", nameAt, path);
  switch (type) {
    case "input_text":
    case "output_text":
      return marked({ kind: "text", text: required(part, "text", stringAt, path) }, part);
    case "input_image":
      return marked(decodeImage(part, path), part);
    case "input_file":
      return marked(decodeFile(part, path), part);
    case "input_audio": {
      const audio = required(part, "input_audio", objectAt, path);
      const inner = at(path, "input_audio");
      const format = required(audio, "format", nameAt, inner);
      return marked({ kind: "audio", format, data: required(audio, "data", nameAt, inner) }, part);
    }
    default:
      throw invalid(`${path}.type`, `is not a known part: '${type}'.`);
  }
}

function marked<T extends InputBlock>(block: T, part: JsonObject): T {
  const mark = part["prompt_cache_breakpoint"];
  if (!isObject(mark)) return block;
  const cache: CacheMark = mark["ttl"] === "12h" ? { ttl: "1h" } : {};
  return { ...block, cache };
}

function decodeImage(part: JsonObject, path: string): ImageBlock {
  const detail = optional(part, "detail", stringAt, path);
  const rest = detail === undefined || detail === "auto" ? {} : { detail };
  const fileId = optional(part, "file_id", nameAt, path);
  if (fileId !== undefined) return { kind: "image", source: { kind: "file", dialect: DIALECT, fileId }, ...rest };
  const url = required(part, "image_url", nameAt, path);
  const source = mediaSource(url, at(path, "image_url"));
  return { kind: "image", source, ...rest };
}

function mediaSource(url: string, path: string): MediaSource {
  if (/^https?:\/\//i.test(url)) return { kind: "url", url };
  const inline = readDataUrl(url);
  if (inline === undefined) throw invalid(path, "must be an http(s) URL or a base64 data URL.");
  return { kind: "data", ...inline };
}

function decodeFile(part: JsonObject, path: string): DocumentBlock | ImageBlock {
  const title = optional(part, "filename", stringAt, path);
  const document = (source: MediaSource): DocumentBlock => ({ kind: "document", source, title });
  const fileId = optional(part, "file_id", nameAt, path);
  if (fileId !== undefined) return document({ kind: "file", dialect: DIALECT, fileId });
  const url = optional(part, "file_url", nameAt, path);
  if (url !== undefined) return document(mediaSource(url, at(path, "file_url")));
  const text = required(part, "file_data", nameAt, path);
  // Bare base64 without a data URL is a PDF: the only type the field had at first.
  const inline = text.startsWith("data:") ? readDataUrl(text) : { mediaType: "application/pdf", data: text };
  if (inline === undefined) throw invalid(at(path, "file_data"), "must be base64 or a base64 data URL.");
  const source: MediaSource = { kind: "data", ...inline };
  return inline.mediaType.startsWith("image/") ? { kind: "image", source } : document(source);
}
