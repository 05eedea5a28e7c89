import { Text } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import { marksOf, rangeOf } from "./problem-marks.ts";

const DOC = Text.of(["models:", "  - retry_atempts: 2", "routes: {}"]);
const problem = (line: number, column: number, suggestion?: string) => ({
  line,
  column,
  path: "",
  message: "is wrong",
  ...(suggestion === undefined ? {} : { suggestion }),
});

describe("the marks of problems", () => {
  it.each([
    ["the word at the place", 2, 5, "retry_atempts"],
    ["the rest of the line where there is no word", 3, 9, "{}"],
    ["nothing at the end of a line", 1, 99, ""],
    ["the last line for one that is not there any more", 99, 1, "routes"],
  ])("are %s", (_, line, column, marked) => {
    const { from, to } = rangeOf(DOC, problem(line, column));
    expect(DOC.sliceString(from, to)).toBe(marked);
  });

  it("offer what was meant", () => {
    const marks = marksOf(DOC, { errors: [problem(2, 5, "retry_attempts")], warnings: [problem(3, 1)] });
    expect(marks.map(({ severity, actions }) => [severity, actions?.map(({ name }) => name)])).toEqual([
      ["error", ["Use retry_attempts"]],
      ["warning", []],
    ]);
  });
});
