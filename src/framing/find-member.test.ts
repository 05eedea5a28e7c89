import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findMember, memberText, scanMembers } from "./json-members.ts";

const textOf = (text: string, name: string): string | null => {
  const found = findMember(text, name);
  return found && text.slice(found.valueStart, found.valueEnd);
};

describe("findMember", () => {
  it.each<[string, string | null]>([
    ['{"model":"a"}', '"a"'],
    [' { "x" : [1,{"model":2}] , "model" : "a" } ', '"a"'],
    ['{"\\u006dodel":1}', "1"],
    ['{"t":"\\"model\\":1","model":true}', "true"],
    ['{"model":1,"model":2}', "1"],
    ['{"a":{"model":1}}', null],
    ["{}", null],
    ["[]", null],
    ["", null],
    ['{"model"', null],
    ['{"model":', null],
    ['{"a":1,}', null],
    ['{"a":1 "model":2}', null],
  ])("%j → %s", (text, value) => {
    expect(textOf(text, "model")).toBe(value);
  });

  it("finds what the whole scan finds", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(3), (object, space) => {
        const text = JSON.stringify(object, null, space);
        const scanned = scanMembers(text);
        for (const name of [...Object.keys(object), "absent!"])
          expect(textOf(text, name) ?? undefined).toBe(scanned ? memberText(text, scanned, name) : undefined);
      }),
    );
  });
});
