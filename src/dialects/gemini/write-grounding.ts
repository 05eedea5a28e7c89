import type { Citation } from "../../canonical/blocks.ts";
import type { JsonObject } from "../dialect.ts";
import { byteIndexes } from "./byte-offsets.ts";

/** The citations of one block of text. */
export interface CitedText {
  readonly text: string;
  readonly citations: readonly Citation[];
  /** Bytes that the wire counts before this block; and its part, in answers that were not streamed. */
  readonly startBytes: number;
  readonly partIndex: number | undefined;
}

/** Citations as `groundingMetadata`; undefined when there are none. (Gemini API reference, GroundingMetadata.) */
export function writeGrounding(cited: readonly CitedText[]): JsonObject | undefined {
  const chunks = new Map<string, { readonly index: number; readonly chunk: JsonObject }>();
  const supports: JsonObject[] = [];
  for (const block of cited) {
    const places = block.citations.flatMap(({ startIndex, endIndex }) => [startIndex ?? 0, endIndex ?? 0]);
    const bytes = byteIndexes(block.text, places);
    for (const citation of block.citations) {
      const chunk = chunkOf(citation);
      const key = JSON.stringify(chunk);
      const known = chunks.get(key) ?? { index: chunks.size, chunk };
      chunks.set(key, known);
      const segment = segmentOf(citation, block, bytes);
      if (segment !== undefined) supports.push({ segment, groundingChunkIndices: [known.index] });
    }
  }
  if (chunks.size === 0) return undefined;
  const groundingChunks = [...chunks.values()].map(({ chunk }) => chunk);
  return supports.length === 0 ? { groundingChunks } : { groundingChunks, groundingSupports: supports };
}

function chunkOf({ url, title, citedText }: Citation): JsonObject {
  const named = title === undefined ? {} : { title };
  if (url !== undefined) return { web: { uri: url, ...named } };
  return { retrievedContext: { ...named, ...(citedText === undefined ? {} : { text: citedText }) } };
}

function segmentOf(
  { startIndex, endIndex }: Citation,
  { text, startBytes, partIndex }: CitedText,
  bytes: ReadonlyMap<number, number>,
): JsonObject | undefined {
  if (startIndex === undefined || endIndex === undefined || endIndex <= startIndex) return undefined;
  const start = bytes.get(startIndex);
  const end = bytes.get(endIndex);
  if (start === undefined || end === undefined) return undefined;
  return {
    ...(partIndex === undefined || partIndex === 0 ? {} : { partIndex }),
    startIndex: startBytes + start,
    endIndex: startBytes + end,
    text: text.slice(startIndex, endIndex),
  };
}
