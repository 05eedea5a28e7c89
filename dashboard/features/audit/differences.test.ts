import { describe, expect, it } from "vitest";
import { differencesOf } from "./differences.ts";

describe("what an event changed", () => {
  it.each([
    ["nothing", null, undefined, []],
    ["a text", { name: "a" }, { name: "b" }, [["name", "a", "b"]]],
    ["what is the same is left out", { name: "a", mode: "x" }, { name: "a", mode: "y" }, [["mode", "x", "y"]]],
    ["something new", null, { role: "viewer" }, [["role", null, "viewer"]]],
    ["something that is gone", { role: "viewer" }, { role: null }, [["role", "viewer", null]]],
    ["members by their path", { a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }, [["a.c", "2", "3"]]],
    ["lists of texts as a list", { ips: ["a"] }, { ips: ["a", "b"] }, [["ips", "a", "a, b"]]],
    ["other lists as they are", null, { rules: [{ id: 1 }] }, [["rules", null, '[{"id":1}]']]],
    [
      "empty objects and lists",
      { a: {}, b: [] },
      null,
      [
        ["a", "{}", null],
        ["b", "[]", null],
      ],
    ],
    [
      "no and zero are values",
      { on: true, days: 7 },
      { on: false, days: 0 },
      [
        ["on", "true", "false"],
        ["days", "7", "0"],
      ],
    ],
  ])("%s", (_, before, after, rows) => {
    const found = differencesOf(before as never, after as never);
    expect(found.map((each) => [each.field, each.before, each.after])).toEqual(rows);
  });
});
