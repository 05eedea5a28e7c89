import type { ImageBlock, MediaSource } from "../../canonical/blocks.ts";
import { dataUrl, readDataUrl } from "../data-url.ts";
import type { AnswerMeta, JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";

/** Images of an answer. (OpenRouter documentation, image generation: `message.images` and `delta.images`.) */
export function readImages(images: unknown): ImageBlock[] {
  if (!Array.isArray(images)) return [];
  return images.flatMap((image: unknown) => {
    const source = isObject(image) ? sourceOf(image["image_url"]) : undefined;
    return source === undefined ? [] : [{ kind: "image", source }];
  });
}

function sourceOf(wire: unknown): MediaSource | undefined {
  const url = isObject(wire) ? wire["url"] : wire;
  if (typeof url !== "string") return undefined;
  const inline = readDataUrl(url);
  if (inline !== undefined) return { kind: "data", ...inline };
  return /^https?:\/\//i.test(url) ? { kind: "url", url } : undefined;
}

/** An image for a caller; `index` is for clients that put a stream's images together. */
export function writeImage(source: MediaSource, index: number, meta: AnswerMeta): JsonObject | undefined {
  if (source.kind === "file") {
    meta.warn("images", "An image that is stored at its provider has no place on this wire; left out.");
    return undefined;
  }
  const url = source.kind === "url" ? source.url : dataUrl(source.mediaType, source.data);
  return { type: "image_url", image_url: { url }, index };
}
