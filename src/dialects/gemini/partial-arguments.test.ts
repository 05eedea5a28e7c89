import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PartialArguments } from "./partial-arguments.ts";

function put(...chunks: object[][]): { value: unknown; settled: boolean } {
  const args = new PartialArguments();
  let settled = true;
  for (const chunk of chunks) settled = args.push(chunk);
  return { value: JSON.parse(args.text()), settled };
}

describe("arguments that come leaf by leaf", () => {
  it.each<[string, object[][], unknown]>([
    ["nothing", [], {}],
    [
      "a leaf of each kind",
      [
        [
          { jsonPath: "$.s", stringValue: "x" },
          { jsonPath: "$.n", numberValue: 0 },
          { jsonPath: "$.b", boolValue: false },
          { jsonPath: "$.z", nullValue: "NULL_VALUE" },
        ],
      ],
      { s: "x", n: 0, b: false, z: null },
    ],
    [
      "a string in pieces",
      [
        [{ jsonPath: "$.city", stringValue: "New", willContinue: true }],
        [{ jsonPath: "$.city", stringValue: ' "York', willContinue: true }],
        [{ jsonPath: "$.city" }],
      ],
      { city: 'New "York' },
    ],
    [
      "objects and arrays",
      [
        [{ jsonPath: "$.a[0].b", numberValue: 1 }],
        [{ jsonPath: "$.a[0].c", stringValue: "x" }, { jsonPath: "$.a[1].b", numberValue: 2 }, { jsonPath: "$.a[]" }],
      ],
      { a: [{ b: 1, c: "x" }, { b: 2 }] },
    ],
    ["empty containers", [[{ jsonPath: "$.a[]" }, { jsonPath: "$.o" }]], { a: [], o: {} }],
    ["quoted names", [[{ jsonPath: "$['a.b'][\"c d\"]", numberValue: 1 }]], { "a.b": { "c d": 1 } }],
    [
      "paths that are none",
      [
        [
          { jsonPath: "a", numberValue: 1 },
          { jsonPath: "$", numberValue: 1 },
          { jsonPath: "$.", numberValue: 1 },
          {},
          5 as never,
        ],
      ],
      {},
    ],
    ["elements far beyond the end", [[{ jsonPath: "$.a[4000000000]", numberValue: 1 }]], { a: [] }],
    [
      "a member below a leaf",
      [
        [
          { jsonPath: "$.a", numberValue: 1 },
          { jsonPath: "$.a.b", numberValue: 2 },
        ],
      ],
      { a: 1 },
    ],
  ])("%s", (_name, chunks, expected) => {
    expect(put(...chunks).value).toEqual(expected);
  });

  it("keep a name that JavaScript has a meaning for", () => {
    const args = new PartialArguments();
    args.push([{ jsonPath: "$.__proto__.x", numberValue: 1 }]);
    expect(args.text()).toBe('{"__proto__":{"x":1}}');
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });

  it("say when none of them will continue", () => {
    expect(put([{ jsonPath: "$.a", stringValue: "x", willContinue: true }]).settled).toBe(false);
    expect(put([{ jsonPath: "$.a", stringValue: "x" }]).settled).toBe(true);
  });

  it("are the object that was taken apart", () => {
    const names = fc.string({ minLength: 1, unit: fc.constantFrom("a", "b", "é", "_", "1") });
    const { value } = fc.letrec<{ value: unknown; object: unknown }>((tie) => ({
      object: fc.dictionary(names, tie("value"), { maxKeys: 3 }),
      value: fc.oneof(
        { depthSize: "small" },
        fc.string(),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie("value"), { maxLength: 3 }),
        tie("object"),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(names, value, { maxKeys: 4 }), (object) => {
        expect(put(...leavesOf(object, "$").map((leaf) => [leaf])).value).toEqual(object);
      }),
      { numRuns: 300 },
    );
  });
});

function leavesOf(value: unknown, jsonPath: string): object[] {
  if (typeof value === "string") {
    const middle = Math.floor(value.length / 2);
    return [
      { jsonPath, stringValue: value.slice(0, middle), willContinue: true },
      { jsonPath, stringValue: value.slice(middle) },
    ];
  }
  if (typeof value === "number") return [{ jsonPath, numberValue: value }];
  if (typeof value === "boolean") return [{ jsonPath, boolValue: value }];
  if (value === null) return [{ jsonPath, nullValue: "NULL_VALUE" }];
  if (Array.isArray(value)) {
    return [...value.flatMap((item, i) => leavesOf(item, `${jsonPath}[${i}]`)), { jsonPath: `${jsonPath}[]` }];
  }
  const members = Object.entries(value as object);
  if (members.length === 0) return jsonPath === "$" ? [] : [{ jsonPath }];
  return members.flatMap(([name, member]) => leavesOf(member, `${jsonPath}.${name}`));
}
