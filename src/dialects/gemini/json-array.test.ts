import { describe, expect, it } from "vitest";
import { JsonArrayStream } from "./json-array.ts";
import { KEEP_ALIVE } from "./keep-alive.ts";

function run(pushes: readonly string[]): string {
  const array = new JsonArrayStream();
  return pushes.map((frames) => array.push(frames)).join("") + array.end();
}

const one = 'data: {"a":1}\n\n';
const two = 'data: {"b":"é \\n\\n data: x"}\n\n';

describe("a stream as one JSON array", () => {
  it("is written chunk by chunk", () => {
    expect(run([one, two])).toBe('[{"a":1}\n,\n{"b":"é \\n\\n data: x"}]');
    expect(run([one + two])).toBe(run([one, two]));
    const array = new JsonArrayStream();
    expect(array.push(one)).toBe('[{"a":1}');
  });

  it.each<[string, string[], unknown]>([
    ["nothing", [], []],
    ["no frames", ["", ""], []],
    ["comments and blank lines", [": x\n\n", one, "\n\n", ": y\n\n"], [{ a: 1 }]],
    ["other line ends", [one.replaceAll("\n", "\r\n")], [{ a: 1 }]],
    ["data in several lines", ['data: {"a":\ndata: 1}\n\n'], [{ a: 1 }]],
    ["an error at the end", [one, 'data: {"error":{"code":500}}\n\n'], [{ a: 1 }, { error: { code: 500 } }]],
    ["a keep-alive before all", [KEEP_ALIVE, one], [JSON.parse(KEEP_ALIVE.slice(6)), { a: 1 }]],
  ])("is JSON with %s", (_name, pushes, expected) => {
    expect(JSON.parse(run(pushes))).toEqual(expected);
  });
});
