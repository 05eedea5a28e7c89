import type { Citation } from "../../canonical/blocks.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";
import type { WireCitation } from "./wire.ts";

/**
 * A citation of an answer or a stream, one for each of its sources. `start` and `end` count characters of the answer;
 * `text` is that stretch of the answer, not of the source. (Cohere API reference, chat v2, citations.)
 */
export function readCitations(wire: JsonObject): Citation[] {
  const { start, end, sources } = wire;
  const place = {
    ...(typeof start === "number" ? { startIndex: start } : {}),
    ...(typeof end === "number" ? { endIndex: end } : {}),
  };
  const list = Array.isArray(sources) ? sources.filter(isObject) : [];
  if (list.length === 0) return [place];
  return list.map((source) => ({ ...place, ...readSource(source) }));
}

/** What part of an answer a citation is for: thinking has no citations in other wires. */
export function isOfThinking(wire: JsonObject): boolean {
  return wire["type"] === "THINKING_CONTENT";
}

/** True for a citation of the plan, which is text of its own. */
export function isOfPlan(wire: JsonObject): boolean {
  return wire["type"] === "PLAN";
}

/** A document, or what a tool gave: both are objects of any members; these are the usual names. */
function readSource(source: JsonObject): Citation {
  const { document, tool_output: output } = source;
  const given = isObject(document) ? document : isObject(output) ? output : {};
  const first = (names: readonly string[]) =>
    names.map((name) => given[name]).find((value) => typeof value === "string" && value !== "") as string | undefined;
  const url = first(["url", "link"]);
  const title = first(["title"]);
  const citedText = first(["text", "snippet", "content"]);
  return {
    ...(url === undefined || !/^https?:\/\//i.test(url) ? {} : { url }),
    ...(title === undefined ? {} : { title }),
    ...(citedText === undefined ? {} : { citedText }),
  };
}

/** A citation for a caller of this wire; `text` is the block's text so far. */
export function writeCitation(
  { url, title, citedText, startIndex = 0, endIndex }: Citation,
  { text, contentIndex, n }: { readonly text: string; readonly contentIndex: number; readonly n: number },
): WireCitation {
  const end = endIndex ?? text.length;
  const id = `source_${n}`;
  const document = {
    id,
    text: citedText ?? "",
    title: title ?? "",
    ...(url === undefined ? {} : { url }),
  };
  return {
    start: startIndex,
    end,
    text: text.slice(startIndex, end),
    sources: [{ type: "document", id, document }],
    content_index: contentIndex,
    type: "TEXT_CONTENT",
  };
}
