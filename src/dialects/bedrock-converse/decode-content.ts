import type { DocumentBlock, ImageBlock, MediaSource, TextBlock } from "../../canonical/blocks.ts";
import type { JsonObject } from "../dialect.ts";
import { at, invalid, isObject, nameAt, objectAt, optional, required, stringAt } from "../read.ts";
import { textsOf } from "./citations.ts";
import { documentType, fileIdOf, imageType } from "./media.ts";

type SharedBlock = TextBlock | ImageBlock | DocumentBlock;

/**
 * A block that users, results and system prompts share. Undefined when the canonical form has no place for it (video,
 * audio); the path then goes to `unmapped`. (Amazon Bedrock API reference, ContentBlock.)
 */
export function decodeSharedBlock(wire: JsonObject, path: string, unmapped: string[]): SharedBlock | undefined {
  if (wire["text"] !== undefined) return { kind: "text", text: required(wire, "text", stringAt, path) };
  if (wire["image"] !== undefined)
    return decodeImage(required(wire, "image", objectAt, path), at(path, "image"), unmapped);
  if (wire["document"] !== undefined) {
    return decodeDocument(required(wire, "document", objectAt, path), at(path, "document"), unmapped);
  }
  if (wire["guardContent"] !== undefined) {
    return decodeGuarded(required(wire, "guardContent", objectAt, path), at(path, "guardContent"), unmapped);
  }
  if (isObject(wire["searchResult"])) {
    const { title, content } = wire["searchResult"];
    const text = textsOf(content);
    return { kind: "document", source: { kind: "text", text }, title: typeof title === "string" ? title : undefined };
  }
  unmapped.push(path);
  return undefined;
}

/** The content is kept; that a guardrail should look at it is what has no place in other wires. */
function decodeGuarded(guarded: JsonObject, path: string, unmapped: string[]): SharedBlock {
  unmapped.push(path);
  if (guarded["image"] !== undefined) {
    return decodeImage(required(guarded, "image", objectAt, path), at(path, "image"), unmapped);
  }
  const text = required(guarded, "text", objectAt, path);
  return { kind: "text", text: required(text, "text", stringAt, at(path, "text")) };
}

function decodeImage(image: JsonObject, path: string, unmapped: string[]): ImageBlock {
  const format = required(image, "format", nameAt, path);
  const mediaType = imageType(format);
  if (mediaType === undefined) throw invalid(at(path, "format"), "must be one of 'png', 'jpeg', 'gif', 'webp'.");
  const source = required(image, "source", objectAt, path);
  return { kind: "image", source: decodeSource(source, at(path, "source"), { format, mediaType, unmapped }) };
}

function decodeDocument(document: JsonObject, path: string, unmapped: string[]): DocumentBlock {
  const format = optional(document, "format", nameAt, path) ?? "txt";
  const mediaType = documentType(format);
  if (mediaType === undefined) throw invalid(at(path, "format"), `is not a known format: '${format}'.`);
  const citations = document["citations"];
  if (isObject(citations) && citations["enabled"] === true) unmapped.push(at(path, "citations"));
  if (typeof document["context"] === "string") unmapped.push(at(path, "context"));
  const source = required(document, "source", objectAt, path);
  const inner = at(path, "source");
  const title = optional(document, "name", stringAt, path);
  if (source["text"] !== undefined) {
    return { kind: "document", source: { kind: "text", text: required(source, "text", stringAt, inner) }, title };
  }
  if (source["content"] !== undefined) {
    return { kind: "document", source: { kind: "text", text: textsOf(source["content"]) }, title };
  }
  return { kind: "document", source: decodeSource(source, inner, { format, mediaType, unmapped }), title };
}

function decodeSource(
  source: JsonObject,
  path: string,
  { format, mediaType, unmapped }: { format: string; mediaType: string; unmapped: string[] },
): MediaSource {
  const object = optional(source, "s3Location", objectAt, path);
  if (object === undefined) return { kind: "data", mediaType, data: required(source, "bytes", nameAt, path) };
  const inner = at(path, "s3Location");
  if (object["bucketOwner"] !== undefined) unmapped.push(at(inner, "bucketOwner"));
  const uri = required(object, "uri", nameAt, inner);
  return { kind: "file", dialect: "bedrock-converse", fileId: fileIdOf(format, uri) };
}
