import { describe, expect, it } from "vitest";
import { csvCell } from "./export.ts";

describe("csvCell", () => {
  it.each([
    [null, ""],
    [5, "5"],
    [-5, "-5"],
    ["plain", "plain"],
    ["=1+1", "'=1+1"],
    ["  =1", "'  =1"],
    ["-2", "'-2"],
    ["+2", "'+2"],
    ["@x", "'@x"],
    ["＝1", "'＝1"],
    ["\tx", "'\tx"],
    ["\r=1", `"'\r=1"`],
    ['a"b', '"a""b"'],
    ["a,b", '"a,b"'],
    [{ a: "=1" }, '"{""a"":""=1""}"'],
  ])("%j is %s", (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });
});
