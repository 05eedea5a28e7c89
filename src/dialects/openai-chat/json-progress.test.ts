import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isObject } from "../read.ts";
import { JsonProgress } from "./json-progress.ts";

function isWhole(text: string): boolean {
  try {
    return isObject(JSON.parse(text));
  } catch {
    return false;
  }
}

describe("a JSON object that comes in pieces", () => {
  it("is whole when JSON.parse says so, whatever the pieces and whenever one asks", () => {
    const objects = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }));
    fc.assert(
      fc.property(objects, fc.infiniteStream(fc.nat(4)), fc.infiniteStream(fc.boolean()), (value, sizes, asks) => {
        const text = JSON.stringify(value);
        const progress = new JsonProgress();
        for (let at = 0; at < text.length; ) {
          const size = Number(sizes.next().value);
          progress.push(text.slice(at, at + size));
          at += size;
          if (asks.next().value === true) expect(progress.whole).toBe(isWhole(text.slice(0, at)));
        }
        expect(progress.whole).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
  it.each(['{"a":"}"', '{"a":"\\\\\\"}', '{"a":[{}', "", "x", '"{}"'])("is not whole: %s", (text) => {
    const progress = new JsonProgress();
    for (const character of text) progress.push(character);
    expect(progress.whole).toBe(false);
  });
  it("stays whole whatever follows", () => {
    const progress = new JsonProgress();
    for (const piece of ["{}", "{", '"']) progress.push(piece);
    expect(progress.whole).toBe(true);
  });
});
