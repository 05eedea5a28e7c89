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

type UserBlock = TextBlock | ImageBlock | DocumentBlock | AudioBlock;

/** Content of a user message. */
export function decodeUserContent(value: unknown, path: string): UserBlock[] {
  if (typeof value === "string") return [{ kind: "text", text: value }];
  return arrayAt(value, path).map((item, i) => decodePart(objectAt(item, `${path}[${i}]`), `${path}[${i}]`));
}

/** Content that is text only: system messages. */
export function decodeTextContent(value: unknown, path: string): TextBlock[] {
  return decodeUserContent(value, path).map((block, i) => {
    if (block.kind !== "text") throw invalid(`${path}[${i}].type`, "must be 'text' here.");
    return block;
  });
}

/** Content of a tool message; images are beyond OpenAI's contract but sent by clients of other vendors. */
export function decodeToolContent(value: unknown, path: string): (TextBlock | ImageBlock | DocumentBlock)[] {
  if (value === undefined || value === null) return [];
  return decodeUserContent(value, path).map((block, i) => {
    if (block.kind === "audio") throw invalid(`${path}[${i}].type`, "must be 'text', 'image_url' or 'file' here.");
    return block;
  });
}

/** Chunks of Mistral's answers: thinking is read apart, references name what no other wire knows. */
const NOT_SAID = new Set<unknown>(["thinking", "reference"]);

/** Content of an assistant message: text and refusals, and pictures where the model made some. */
export function decodeAssistantContent(value: unknown, path: string): (TextBlock | RefusalBlock | ImageBlock)[] {
  if (value === undefined || value === null || value === "") return [];
  if (typeof value === "string") return [{ kind: "text", text: value }];
  return arrayAt(value, path).flatMap((item, i): (TextBlock | RefusalBlock | ImageBlock)[] => {
    const inner = `${path}[${i}]`;
    const part = objectAt(item, inner);
    if (NOT_SAID.has(part["type"])) return [];
    if (part["type"] === "refusal") return [{ kind: "refusal", text: required(part, "refusal", stringAt, inner) }];
    const block = decodePart(part, inner);
    if (block.kind !== "text" && block.kind !== "image") {
      throw invalid(`${inner}.type`, "must be 'text', 'refusal' or 'image_url' here.");
    }
    return [block];
  });
}

/**
 * A cache mark: OpenAI's `prompt_cache_breakpoint`, or Anthropic's `cache_control`, which clients of several vendors
 * put on chat parts.
 */
export function decodeCacheMark(part: JsonObject, path: string): CacheMark | undefined {
  const mark =
    optional(part, "prompt_cache_breakpoint", objectAt, path) ?? optional(part, "cache_control", objectAt, path);
  if (mark === undefined) return undefined;
  return mark["ttl"] === "1h" ? { ttl: "1h" } : {};
}

function decodePart(part: JsonObject, path: string): UserBlock {
  const cache = decodeCacheMark(part, path);
  const type = required(part, "type", nameAt, path);
  switch (type) {
    case "text":
      return marked({ kind: "text", text: required(part, "text", stringAt, path) }, cache);
    case "image_url":
      return marked(decodeImage(part, path), cache);
    case "input_audio": {
      const audio = required(part, "input_audio", objectAt, path);
      const inner = at(path, "input_audio");
      const data = required(audio, "data", nameAt, inner);
      return marked({ kind: "audio", format: required(audio, "format", nameAt, inner), data }, cache);
    }
    case "file":
      return marked(decodeFile(required(part, "file", objectAt, path), at(path, "file")), cache);
    default:
      throw invalid(`${path}.type`, `is not a known part: '${type}'.`);
  }
}

function marked<T extends UserBlock>(block: T, cache: CacheMark | undefined): T {
  return cache === undefined ? block : { ...block, cache };
}

function decodeImage(part: JsonObject, path: string): ImageBlock {
  const wire = part["image_url"];
  // Several clients send the URL itself instead of the object around it.
  const inner = isObject(wire) ? at(at(path, "image_url"), "url") : at(path, "image_url");
  const url = isObject(wire)
    ? required(wire, "url", nameAt, at(path, "image_url"))
    : required(part, "image_url", nameAt, path);
  const detail = isObject(wire) ? optional(wire, "detail", stringAt, at(path, "image_url")) : undefined;
  const source = mediaSource(url, inner);
  return detail === undefined ? { kind: "image", source } : { kind: "image", source, detail };
}

function mediaSource(url: string, path: string): MediaSource {
  if (/^https?:\/\//i.test(url)) return { kind: "url", url };
  const inline = readDataUrl(url);
  if (inline === undefined) throw invalid(path, "must be an http(s) URL or a base64 data URL.");
  return { kind: "data", ...inline };
}

function decodeFile(file: JsonObject, path: string): DocumentBlock | ImageBlock {
  const title = optional(file, "filename", stringAt, path);
  const fileId = optional(file, "file_id", nameAt, path);
  if (fileId !== undefined)
    return { kind: "document", source: { kind: "file", dialect: "openai-chat", fileId }, title };
  const text = required(file, "file_data", nameAt, path);
  // OpenRouter and others take a link here.
  if (/^https?:\/\//i.test(text)) return { kind: "document", source: { kind: "url", url: text }, title };
  // Bare base64 without a data URL is a PDF: the only type the field had at first.
  const inline = text.startsWith("data:") ? readDataUrl(text) : { mediaType: "application/pdf", data: text };
  if (inline === undefined) throw invalid(at(path, "file_data"), "must be base64 or a base64 data URL.");
  const source: MediaSource = { kind: "data", ...inline };
  return inline.mediaType.startsWith("image/") ? { kind: "image", source } : { kind: "document", source, title };
}
