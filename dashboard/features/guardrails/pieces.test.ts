import { describe, expect, it } from "vitest";
import { changedPieces, markedPieces, type Piece } from "./pieces.ts";

const shown = (pieces: readonly Piece[]): string =>
  pieces.map(({ text, marked }) => (marked ? `[${text}]` : text)).join("");

describe("marked pieces", () => {
  it.each([
    [[], "Card 4111 of jane"],
    [[{ start: 5, end: 9 }], "Card [4111] of jane"],
    [
      [
        { start: 13, end: 17 },
        { start: 0, end: 4 },
      ],
      "[Card] 4111 of [jane]",
    ],
    [
      [
        { start: 0, end: 9 },
        { start: 5, end: 12 },
      ],
      "[Card 4111 of] jane",
    ],
    [
      [
        { start: 0, end: 9 },
        { start: 5, end: 7 },
      ],
      "[Card 4111] of jane",
    ],
  ])("%j", (spans, expected) => {
    expect(shown(markedPieces("Card 4111 of jane", spans))).toBe(expected);
  });
});

describe("changed pieces", () => {
  it.each([
    ["a b", "a b", "a b"],
    ["mail jane@example.com now", "mail <EMAIL> now", "mail [<EMAIL>] now"],
    ["a b", "", ""],
    ["", "new", "[new]"],
    ["x Falcon y Falcon z", "x *** y *** z", "x [***] y [***] z"],
    ["Card 4111 1111 of jane@example.com", "Card <CARD> of <EMAIL>", "Card [<CARD>] of [<EMAIL>]"],
    ["keep only this", "keep this", "keep this"],
  ])("%j as %j", (before, after, expected) => {
    expect(shown(changedPieces(before, after))).toBe(expected);
  });

  it("marks nothing in texts that take too long to compare", () => {
    const long = "word ".repeat(2_000);
    expect(changedPieces(long, `${long}!`)).toEqual([{ text: `${long}!`, marked: false }]);
  });
});
