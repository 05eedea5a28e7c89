import type { Citation } from "../../canonical/blocks.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";
import { charIndexes } from "./byte-offsets.ts";

/** The answer's text so far, and where in it the parts of the chunk begin that speaks of it. */
export interface GroundedText {
  readonly text: string;
  /** Byte offset of a part; undefined for one that is not text, or has not been read. */
  partStart(part: number): number | undefined;
}

/** A source that an answer names. */
export interface Grounding {
  readonly citation: Citation;
  /** False where the wire tells a place that is not in the text, or not yet. */
  readonly found: boolean;
}

/** A source and the stretch of the answer that rests on it, in bytes; undefined for a source of the whole. */
interface Claim {
  readonly source: Citation;
  readonly segment: Segment | "elsewhere" | undefined;
}

interface Segment {
  readonly start: number;
  readonly end: number;
}

/**
 * The sources that an answer names: what search found, and what the model quoted. Indexes count characters of the whole
 * answer's text; on the wire they count bytes of its UTF-8. (Gemini API reference, GroundingMetadata, CitationMetadata.)
 */
export function readGroundings(candidate: JsonObject, grounded: GroundedText): Grounding[] {
  const claims = [...searchClaims(candidate, grounded), ...quoteClaims(candidate, grounded)];
  const segments = claims.flatMap(({ segment }) => (typeof segment === "object" ? [segment] : []));
  const indexes = charIndexes(
    grounded.text,
    segments.flatMap(({ start, end }) => [start, end]),
  );
  return claims.map(({ source, segment }) => {
    if (segment === undefined) return { citation: source, found: true };
    const startIndex = segment === "elsewhere" ? undefined : indexes.get(segment.start);
    const endIndex = segment === "elsewhere" ? undefined : indexes.get(segment.end);
    if (startIndex === undefined || endIndex === undefined) return { citation: source, found: false };
    return { citation: { ...source, startIndex, endIndex }, found: true };
  });
}

function searchClaims(candidate: JsonObject, grounded: GroundedText): Claim[] {
  const metadata = isObject(candidate["groundingMetadata"]) ? candidate["groundingMetadata"] : {};
  const sources = listOf(metadata["groundingChunks"]).map(sourceOf);
  const claims: Claim[] = [];
  const supporting = new Set<unknown>();
  for (const support of listOf(metadata["groundingSupports"])) {
    const segment = isObject(support["segment"]) ? segmentOf(support["segment"], grounded) : undefined;
    const indexes: unknown = support["groundingChunkIndices"];
    for (const index of Array.isArray(indexes) ? (indexes as unknown[]) : []) {
      const source = typeof index === "number" ? sources[index] : undefined;
      if (source === undefined) continue;
      supporting.add(source);
      claims.push({ source, segment });
    }
  }
  for (const source of sources) {
    if (source !== undefined && !supporting.has(source)) claims.push({ source, segment: undefined });
  }
  return claims;
}

function quoteClaims({ citationMetadata }: JsonObject, grounded: GroundedText): Claim[] {
  const quotes = isObject(citationMetadata) ? listOf(citationMetadata["citations"]) : [];
  return quotes.flatMap((quote) => {
    const source = linkOf(quote["uri"], quote["title"]);
    return source === undefined ? [] : [{ source, segment: segmentOf(quote, grounded) }];
  });
}

function listOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.map((item: unknown) => (isObject(item) ? item : {})) : [];
}

function sourceOf(chunk: JsonObject): Citation | undefined {
  const { web, maps, image, retrievedContext: context } = chunk;
  if (isObject(web)) return linkOf(web["uri"], web["title"]);
  if (isObject(maps)) return linkOf(maps["uri"], maps["title"]);
  // The page has to be named, not the picture on it.
  if (isObject(image)) return linkOf(image["sourceUri"], image["title"]);
  if (!isObject(context)) return undefined;
  const { uri, title, text } = context;
  return textMembers({ url: uri, title, citedText: text });
}

function linkOf(url: unknown, title: unknown): Citation | undefined {
  return typeof url === "string" && url !== "" ? textMembers({ url, title }) : undefined;
}

/** A citation of the members that are text; undefined when none is. */
function textMembers(members: Readonly<Record<string, unknown>>): Citation | undefined {
  const said = Object.entries(members).filter(([, value]) => typeof value === "string" && value !== "");
  return said.length === 0 ? undefined : Object.fromEntries(said);
}

function segmentOf(wire: JsonObject, grounded: GroundedText): Claim["segment"] {
  const { startIndex: start = 0, endIndex: end, partIndex: part = 0 } = wire;
  if (typeof start !== "number" || typeof end !== "number" || typeof part !== "number") return undefined;
  if (start < 0 || end <= start) return undefined;
  // Parts of a streamed answer are pieces: offsets that name no part, or the first, count from the answer's beginning.
  const base = part === 0 ? 0 : grounded.partStart(part);
  return base === undefined ? "elsewhere" : { start: base + start, end: base + end };
}
