import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "./canonical-json.ts";

describe("canonical JSON", () => {
  it.each<[string, string | undefined]>([
    ['{"b":1,"a":2}', '{"a":2,"b":1}'],
    [' { "b" : [ 1 , {"d":null,"c":true} ] , "a":"x" } ', '{"a":"x","b":[1,{"c":true,"d":null}]}'],
    ["{}", "{}"],
    ["[ ]", "[]"],
    ['"a"', '"a"'],
    // Numbers as they are spelled: parsing would make these pairs one.
    ["[1,1.0,1e0,-0,0]", "[1,1.0,1e0,-0,0]"],
    ["[9007199254740993,9007199254740992]", "[9007199254740993,9007199254740992]"],
    ["[1e400,1e401]", "[1e400,1e401]"],
    // Strings in one spelling.
    ['"\\u0041\\/"', '"A/"'],
    ['"\\ud800"', '"\\ud800"'],
    ['"\\"}"', '"\\"}"'],
    ['"\\\\"', '"\\\\"'],
    ['{"a\\u0062":1,"aa":2}', '{"aa":2,"ab":1}'],
    // Members that stand there twice, in their order.
    ['{"a":1,"a":2}', '{"a":1,"a":2}'],
    ['{"b":0,"a":2,"a":1}', '{"a":2,"a":1,"b":0}'],
    ['{"__proto__":{"x":1},"a":1}', '{"__proto__":{"x":1},"a":1}'],
    ["", undefined],
    ['{"a":1', undefined],
    ['{"a" 1}', undefined],
    ["[1,,2]", undefined],
    ['{"a":1}}', undefined],
    ['"a', undefined],
    ["{]", undefined],
  ])("%s", (text, canonical) => {
    expect(canonicalJson(text)).toBe(canonical);
  });

  it("means what the text means", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        const canonical = canonicalJson(text) ?? "";
        expect(JSON.parse(canonical)).toEqual(JSON.parse(text));
        expect(canonicalJson(canonical)).toBe(canonical);
      }),
    );
  });

  it("is the same for whatever order and blanks, and another for another value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 4 }), (a, b) => {
        const texts = [JSON.stringify(a), JSON.stringify(b)] as const;
        expect(canonicalJson(JSON.stringify(turned(a), null, 3))).toBe(canonicalJson(texts[0]));
        const same = JSON.stringify(ordered(a)) === JSON.stringify(ordered(b));
        expect(canonicalJson(texts[0]) === canonicalJson(texts[1])).toBe(same);
      }),
    );
  });

  it("gives up beyond a depth, and before the stack does", () => {
    expect(canonicalJson(`${"[".repeat(512)}${"]".repeat(512)}`)).toBeDefined();
    expect(canonicalJson(`${"[".repeat(513)}${"]".repeat(513)}`)).toBeUndefined();
    expect(canonicalJson(`${'{"a":'.repeat(1_000_000)}1${"}".repeat(1_000_000)}`)).toBeUndefined();
  });

  it("leaves long strings with escapes as they are", () => {
    const long = JSON.stringify(`${"x".repeat(70_000)}\n`);
    expect(canonicalJson(long)).toBe(long);
  });
});

/** The same value with its members the other way round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, each]) => [name, turned(each)]),
  );
}

/** The same value as one text for every order of its members; an object is not taken for an array. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return { members: members.map(([name, each]) => [name, ordered(each)]) };
}
