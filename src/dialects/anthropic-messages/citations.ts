import type { Citation } from "../../canonical/blocks.ts";
import type { AnswerMeta, JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";
import { FOREIGN_SIGNATURE, isMarked } from "./thinking-marks.ts";

/**
 * A citation of any kind: web and search results have a link, documents a title. Places in the source have no place in
 * the canonical form, which holds places in the answer; a citation here holds for the whole of its text block. Undefined
 * for one that names no source. (Anthropic API reference, citations.)
 */
export function readCitation(wire: unknown): Citation | undefined {
  if (!isObject(wire)) return undefined;
  const { url, source, cited_text: passage } = wire;
  const link = [url, source].find((value) => typeof value === "string" && /^https?:\/\//i.test(value));
  const title = [wire["title"], wire["document_title"], source].find(isText);
  if (link === undefined && title === undefined && !isText(passage)) return undefined;
  return {
    ...(typeof link === "string" ? { url: link } : {}),
    ...(title === undefined ? {} : { title }),
    ...(isText(passage) ? { citedText: passage } : {}),
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

/** The citations of a text block. */
export function readCitations(wire: unknown): Citation[] {
  return Array.isArray(wire) ? wire.flatMap((citation: unknown) => readCitation(citation) ?? []) : [];
}

/**
 * A citation for a caller of this wire; undefined, with a warning, for one without a link: the other kinds point into
 * documents of the request. The mark in its opaque field tells that Anthropic did not find it.
 */
export function writeCitation({ url, title, citedText }: Citation, meta: AnswerMeta): JsonObject | undefined {
  if (url === undefined) {
    meta.warn("citations", "Sources without a link have no place on the messages wire; left out.");
    return undefined;
  }
  return {
    type: "web_search_result_location",
    url,
    title: title ?? null,
    cited_text: citedText ?? "",
    encrypted_index: FOREIGN_SIGNATURE,
  };
}

/** Says so when a citation held for a part of its text only, which this wire cannot say. */
export function noteStretches(citations: readonly Citation[], textChars: number, meta: AnswerMeta): void {
  const partial = ({ startIndex = 0, endIndex = textChars }: Citation) => startIndex > 0 || endIndex < textChars;
  if (!citations.some(partial)) return;
  meta.warn(
    "citations",
    "On the messages wire a source holds for a whole text block; which words it is for was left out.",
  );
}

/** True for a citation that {@link writeCitation} made. */
export function isForeignCitation(citation: unknown): boolean {
  return isObject(citation) && isMarked(citation["encrypted_index"]);
}
