import { describe, expect, it } from "vitest";
import { linesOf } from "./lines.ts";

describe("the lines of a text", () => {
  it.each([
    ["", []],
    [" \n\n", []],
    ["a\nb", ["a", "b"]],
    [" a ,b\r\nc\n", ["a", "b", "c"]],
  ])("%j", (text, lines) => {
    expect(linesOf(text)).toEqual(lines);
  });
});
