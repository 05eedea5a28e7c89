import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editMembers, MAX_JSON_DEPTH, memberText, scanMembers } from "./json-members.ts";

function edit(text: string, set: Record<string, string>, drop: string[] = []): string {
  const scanned = scanMembers(text);
  if (!scanned) throw new Error("not scanned");
  return editMembers(text, scanned, set, drop);
}

describe("editMembers", () => {
  const cases = [
    {
      name: "replaces a value",
      text: '{"model":"a","n":1.0}',
      set: { model: '"b"' },
      drop: [],
      out: '{"model":"b","n":1.0}',
    },
    {
      name: "keeps whitespace",
      text: '{ "model" : "a" ,\n "x" : 1e2 }',
      set: { model: '"b"' },
      drop: [],
      out: '{ "model" : "b" ,\n "x" : 1e2 }',
    },
    { name: "appends an absent member", text: '{"a":1}', set: { b: "2" }, drop: [], out: '{"a":1,"b":2}' },
    { name: "appends to an empty object", text: "{}", set: { b: "2" }, drop: [], out: '{"b":2}' },
    { name: "drops the first member", text: '{"a":1,"b":2}', set: {}, drop: ["a"], out: '{"b":2}' },
    { name: "drops the last member", text: '{"a":1,"b":[1,2]}', set: {}, drop: ["b"], out: '{"a":1}' },
    { name: "drops all and appends", text: '{"a":1,"b":2}', set: { c: "3" }, drop: ["a", "b"], out: '{"c":3}' },
    {
      name: "ignores nested names",
      text: '{"m":{"model":"x"},"model":"a"}',
      set: { model: '"b"' },
      drop: [],
      out: '{"m":{"model":"x"},"model":"b"}',
    },
    {
      name: "ignores names inside strings",
      text: '{"t":"\\"model\\":\\"z\\"","model":"a"}',
      set: { model: '"b"' },
      drop: [],
      out: '{"t":"\\"model\\":\\"z\\"","model":"b"}',
    },
    {
      name: "replaces every duplicate",
      text: '{"model":"a","model":"c"}',
      set: { model: '"b"' },
      drop: [],
      out: '{"model":"b","model":"b"}',
    },
    {
      name: "sees through escaped names",
      text: '{"\\u006dodel":"a"}',
      set: { model: '"b"' },
      drop: [],
      out: '{"\\u006dodel":"b"}',
    },
    {
      name: "keeps big numbers",
      text: '{"seed":12345678901234567890,"model":"a"}',
      set: { model: '"b"' },
      drop: [],
      out: '{"seed":12345678901234567890,"model":"b"}',
    },
  ];
  it.each(cases)("$name", ({ text, set, drop, out }) => {
    expect(edit(text, set as unknown as Record<string, string>, drop)).toBe(out);
  });

  it("changes exactly the members named, for any object", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.string(),
        fc.jsonValue(),
        fc.string(),
        (object, name, value, gone) => {
          fc.pre(name !== "__proto__" && gone !== "__proto__" && !Object.hasOwn(object, "__proto__"));
          const edited = JSON.parse(
            edit(JSON.stringify(object, null, 1), { [name]: JSON.stringify(value) }, gone === name ? [] : [gone]),
          );
          const expected: Record<string, unknown> = { ...object, [name]: value };
          if (gone !== name) delete expected[gone];
          expect(edited).toEqual(JSON.parse(JSON.stringify(expected)));
        },
      ),
    );
  });
});

describe("scanMembers", () => {
  it.each(["[]", "1", "", '{"a":', '{"a"', '{"a":"'])("refuses %j", (text) => {
    expect(scanMembers(text)).toBeNull();
  });
  it("refuses nesting beyond the limit", () => {
    const deep = (n: number) => `{"a":${"[".repeat(n)}${"]".repeat(n)}}`;
    expect(scanMembers(deep(MAX_JSON_DEPTH))).not.toBeNull();
    expect(scanMembers(deep(MAX_JSON_DEPTH + 1))).toBeNull();
  });
  it("gives the text of the last duplicate", () => {
    const text = '{"a":1,"a":{"b":2}}';
    const scanned = scanMembers(text);
    expect(scanned && memberText(text, scanned, "a")).toBe('{"b":2}');
  });
});
