import type { Citation } from "../../canonical/blocks.ts";
import type { AnswerMeta, JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";

/**
 * Citations of a message or a delta. Only links have a form here; vendors that add their source's passage call it
 * `content`. (OpenAI API reference, chat completion message, annotations; OpenRouter documentation, web search.)
 */
export function readAnnotations(annotations: unknown): Citation[] {
  if (!Array.isArray(annotations)) return [];
  return annotations.flatMap((annotation: unknown) => {
    if (!isObject(annotation) || annotation["type"] !== "url_citation") return [];
    const wire = isObject(annotation["url_citation"]) ? annotation["url_citation"] : annotation;
    const { start_index: start, end_index: end, content } = wire;
    const source = sourceOf(wire["url"], wire["title"]);
    if (source === undefined) return [];
    return [
      {
        ...source,
        ...(typeof content === "string" && content !== "" ? { citedText: content } : {}),
        ...(isIndex(start) && isIndex(end) && start < end ? { startIndex: start, endIndex: end } : {}),
      },
    ];
  });
}

/** Sources that stand beside the choices, for the whole answer. (Perplexity API reference, `search_results`.) */
export function readSources(body: JsonObject): Citation[] {
  const { search_results: results, citations } = body;
  if (Array.isArray(results) && results.length > 0) {
    return results.flatMap((result) => (isObject(result) ? (sourceOf(result["url"], result["title"]) ?? []) : []));
  }
  return Array.isArray(citations) ? citations.flatMap((url: unknown) => sourceOf(url, undefined) ?? []) : [];
}

function sourceOf(url: unknown, title: unknown): Citation | undefined {
  if (typeof url !== "string" || url === "") return undefined;
  return typeof title === "string" && title !== "" ? { url, title } : { url };
}

function isIndex(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}

/** A stretch of the message's content. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** The annotations for citations of the text in a stretch; one that has no link is left out with a warning. */
export function writeAnnotations(
  citations: readonly Citation[],
  { start, end }: Stretch,
  meta: AnswerMeta,
): JsonObject[] {
  return citations.flatMap(({ url, title, citedText, startIndex, endIndex }) => {
    if (url === undefined) {
      meta.warn("annotations", "Sources without a link have no place on the chat completions wire; left out.");
      return [];
    }
    const place =
      startIndex === undefined || endIndex === undefined
        ? { start_index: start, end_index: end }
        : { start_index: start + startIndex, end_index: start + endIndex };
    const content = citedText === undefined ? {} : { content: citedText };
    return [{ type: "url_citation", url_citation: { ...place, title: title ?? url, url, ...content } }];
  });
}
