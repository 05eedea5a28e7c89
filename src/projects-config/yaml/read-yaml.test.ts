import { describe, expect, it } from "vitest";
import { renderConfigError } from "../config-error.ts";
import { readYaml } from "./read-yaml.ts";

function problems(text: string): string[] {
  const tree = readYaml(text);
  return tree.findings.map((finding) => renderConfigError(tree.place(finding)));
}

const BOMB = `a: &a [${"1,".repeat(9)}1]\n${[..."bcdefgh"]
  .map((name, index) => `${name}: &${name} [${Array(10).fill(`*${"abcdefg"[index]}`).join(",")}]`)
  .join("\n")}`;

describe("texts that are refused", () => {
  it.each([
    ["tabs", "a:\n\tb: 1", "2:1 YAML: Tabs are not allowed as indentation"],
    ["an open quote", 'a: "b', '1:5 YAML: Missing closing "quote'],
    ["a second document", "a: 1\n---\nb: 1", "2:1 YAML: a second document begins here; a configuration is one"],
    ["two members of a name", "a: 1\nb: 2\na: 3", "3:1 a: stands here twice"],
    ["__proto__", "a:\n  __proto__: {b: 1}", "2:3 a: '__proto__' is not a name that a member can have"],
    ["names that are no text", "? [a]\n: 1", "1:3 names of members must be text"],
    ["aliases of nothing", "a: *b", "1:4 a: there is no anchor &b before this alias"],
    ["tags of programs", "a: !!js/function x", "1:18 a: the tag '!!js/function' is not known; !secret is the only one"],
    ["secrets without a name", "a: !secret [b]", "1:12 a: !secret needs a name"],
    ["odd names of secrets", "a: !secret 1/2", "1:12 a: !secret needs a name of letters, digits, '_', '.' and '-'"],
    ["merges of what is no map", "a:\n  <<: 1", "2:3 a: '<<' takes aliases of maps"],
  ])("%s", (_, text, problem) => {
    expect(problems(text)).toEqual([problem]);
  });

  it.each([
    ["aliases that multiply", BOMB],
    ["an anchor inside itself", "a: &a [*a]"],
    ["a map inside itself", "a: &a\n  b: *a"],
    ["brackets without end", "[".repeat(500_000)],
    ["dashes without end", "- ".repeat(500_000)],
    ["deep maps", Array.from({ length: 1_000 }, (_, index) => `${" ".repeat(index)}a:`).join("\n")],
    ["many lines", "a:\n".repeat(300_000)],
    ["many anchors", "&a ".repeat(300_000)],
    ["more than a megabyte", `a: ${"é".repeat(600_000)}`],
  ])("too large: %s", (_, text) => {
    const found = problems(text);
    expect(found.length).toBeGreaterThan(0);
    expect(found.join("\n")).toMatch(/nested|more than|larger than/);
  });
});

describe("texts that are read", () => {
  it.each([
    ["nothing", "", null],
    ["anchors", "a: &x {b: 1}\nc: *x", { a: { b: 1 }, c: { b: 1 } }],
    [
      "merges, after what is written out",
      "a: &x {b: 1, c: 2}\nd:\n  b: 3\n  <<: *x",
      { a: { b: 1, c: 2 }, d: { b: 3, c: 2 } },
    ],
    [
      "merges of several",
      "a: &x {b: 1}\nc: &y {b: 2, d: 3}\ne: {<<: [*x, *y]}",
      { a: { b: 1 }, c: { b: 2, d: 3 }, e: { b: 1, d: 3 } },
    ],
    ["secrets, tagged and quoted", 'a: !secret KEY\nb: "!secret KEY"', { a: "!secret KEY", b: "!secret KEY" }],
    ["numbers as names", "1: a", { "1": "a" }],
    ["names of every object", "constructor: 1\ntoString: 2", { constructor: 1, toString: 2 }],
    ["a byte order mark and Windows' lines", "\uFEFFa: 1\r\nb: 2\r\n", { a: 1, b: 2 }],
  ])("%s", (_, text, value) => {
    const tree = readYaml(text);
    expect(tree.findings).toEqual([]);
    expect(tree.value).toEqual(value);
  });

  it("and places are those of values, names, and what should hold something", () => {
    const tree = readYaml("a:\n  - b: 1\n    c: 2\nd: {e: 1}");
    const at = (path: (string | number)[], on?: "key") => {
      const { line, column } = tree.place({ path, message: "", ...(on && { on }) });
      return `${line}:${column}`;
    };
    expect(at(["a", 0, "c"])).toBe("3:8");
    expect(at(["a", 0, "c"], "key")).toBe("3:5");
    expect(at(["a", 0, "lacking"])).toBe("2:5");
    expect(at(["d", "lacking", "more"])).toBe("4:1");
    expect(at(["lacking"])).toBe("1:1");
  });
});
