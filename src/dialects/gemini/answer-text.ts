import type { Citation } from "../../canonical/blocks.ts";
import type { GroundedText } from "./grounding.ts";

interface TextPiece {
  readonly block: number;
  readonly text: string;
}

/** The text of an answer so far, block by block: citations tell places in it, in bytes, at its end. */
export class AnswerText {
  readonly #pieces: TextPiece[] = [];
  /** For each part of the present chunk: how many pieces stood before it; undefined where it is no text. */
  #parts: (number | undefined)[] = [];

  beginChunk(): void {
    this.#parts = [];
  }

  beginPart(isText: boolean): void {
    this.#parts.push(isText ? this.#pieces.length : undefined);
  }

  add(block: number, text: string): void {
    this.#pieces.push({ block, text });
  }

  /** The text as a chunk speaks of it; the parts are those of the present chunk, also those still to be read. */
  view(): () => GroundedText {
    const parts = this.#parts;
    return () => ({
      text: this.#pieces.map((piece) => piece.text).join(""),
      partStart: (part) => {
        const before = parts[part];
        if (before === undefined) return undefined;
        return this.#pieces.slice(0, before).reduce((bytes, piece) => bytes + Buffer.byteLength(piece.text), 0);
      },
    });
  }

  /** A citation with its place counted from the beginning of its block; undefined for one that names no place. */
  place(citation: Citation): { readonly index: number; readonly citation: Citation } | undefined {
    const { startIndex, endIndex, ...source } = citation;
    const first = this.#pieces[0];
    if (startIndex === undefined || endIndex === undefined || first === undefined) return undefined;
    let from = 0;
    let { block } = first;
    let blockFrom = 0;
    for (const piece of this.#pieces) {
      if (piece.block !== block) {
        block = piece.block;
        blockFrom = from;
      }
      from += piece.text.length;
      if (startIndex < from) break;
    }
    // A stretch may begin in one block and end in another; then it ends with the first.
    const blockEnd = this.#endOf(block, blockFrom);
    const end = Math.min(endIndex, blockEnd) - blockFrom;
    return { index: block, citation: { ...source, startIndex: startIndex - blockFrom, endIndex: end } };
  }

  #endOf(block: number, from: number): number {
    let end = from;
    for (const piece of this.#pieces) if (piece.block === block) end += piece.text.length;
    return end;
  }
}
