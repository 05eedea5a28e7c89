import type { CacheMark, DocumentBlock, ImageBlock, MediaSource, TextBlock } from "../../canonical/blocks.ts";
import type { JsonObject } from "../dialect.ts";
import { arrayAt, at, invalid, isObject, nameAt, objectAt, optional, required, stringAt, wordAt } from "../read.ts";

/** A `cache_control` member. */
export function decodeCacheMark(wire: JsonObject, path: string): CacheMark | undefined {
  const mark = optional(wire, "cache_control", objectAt, path);
  if (mark === undefined) return undefined;
  const ttl = optional(mark, "ttl", TTL, at(path, "cache_control"));
  return ttl === undefined ? {} : { ttl };
}

const TTL = wordAt(["5m", "1h"]);

/** Content as blocks of the wire: a string is one text block. */
export function contentBlocks(value: unknown, path: string): readonly JsonObject[] {
  if (typeof value === "string") return [{ type: "text", text: value }];
  return arrayAt(value, path).map((item, i) => objectAt(item, `${path}[${i}]`));
}

/**
 * A block that users, results and system prompts share: text, image, document or search result. Undefined when the
 * canonical form has no place for it; the path then goes to `unmapped`.
 */
export function decodeSharedBlock(
  wire: JsonObject,
  path: string,
  unmapped: string[],
): TextBlock | ImageBlock | DocumentBlock | undefined {
  const block = readBlock(wire, path, unmapped);
  const cache = decodeCacheMark(wire, path);
  return block === undefined || cache === undefined ? block : { ...block, cache };
}

function readBlock(
  wire: JsonObject,
  path: string,
  unmapped: string[],
): TextBlock | ImageBlock | DocumentBlock | undefined {
  switch (required(wire, "type", nameAt, path)) {
    case "text":
      return { kind: "text", text: required(wire, "text", stringAt, path) };
    case "image":
      return { kind: "image", source: mediaSource(required(wire, "source", objectAt, path), at(path, "source")) };
    case "document": {
      const source = required(wire, "source", objectAt, path);
      if (isObject(wire["citations"]) && wire["citations"]["enabled"] === true) unmapped.push(at(path, "citations"));
      if (typeof wire["context"] === "string") unmapped.push(at(path, "context"));
      return {
        kind: "document",
        source: documentSource(source, at(path, "source"), unmapped),
        title: optional(wire, "title", stringAt, path),
      };
    }
    case "search_result": {
      const text = textsOf(wire["content"], at(path, "content"), unmapped);
      if (isObject(wire["citations"]) && wire["citations"]["enabled"] === true) unmapped.push(at(path, "citations"));
      return { kind: "document", source: { kind: "text", text }, title: titleOf(wire, path) };
    }
    default:
      unmapped.push(path);
      return undefined;
  }
}

function mediaSource(source: JsonObject, path: string): MediaSource {
  const type = required(source, "type", nameAt, path);
  switch (type) {
    case "base64": {
      const mediaType = required(source, "media_type", nameAt, path);
      return { kind: "data", mediaType, data: required(source, "data", nameAt, path) };
    }
    case "url": {
      const url = required(source, "url", nameAt, path);
      if (!/^https?:\/\//i.test(url)) throw invalid(at(path, "url"), "must be an http(s) URL.");
      return { kind: "url", url };
    }
    case "file":
      return { kind: "file", dialect: "anthropic-messages", fileId: required(source, "file_id", nameAt, path) };
    default:
      throw invalid(at(path, "type"), `is not a known source: '${type}'.`);
  }
}

/** A search result's title, and where it was found. */
function titleOf(wire: JsonObject, path: string): string | undefined {
  const named = [optional(wire, "title", stringAt, path), optional(wire, "source", stringAt, path)].filter(Boolean);
  return named.length === 0 ? undefined : [...new Set(named)].join(" – ");
}

function documentSource(source: JsonObject, path: string, unmapped: string[]): DocumentBlock["source"] {
  if (source["type"] === "text") return { kind: "text", text: required(source, "data", stringAt, path) };
  if (source["type"] === "content") {
    return { kind: "text", text: textsOf(source["content"], at(path, "content"), unmapped) };
  }
  return mediaSource(source, path);
}

/** Texts of a document that is given as blocks; images in it have no place in the canonical form. */
function textsOf(value: unknown, path: string, unmapped: string[]): string {
  const texts = contentBlocks(value, path).flatMap((block, i) => {
    if (typeof block["text"] === "string") return [block["text"]];
    unmapped.push(`${path}[${i}]`);
    return [];
  });
  return texts.filter(Boolean).join("\n");
}
