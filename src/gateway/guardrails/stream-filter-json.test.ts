import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { leavesOf } from "../../dialects/json-leaves.ts";
import { JsonText } from "./stream-filter-json.ts";
import type { TextWindow } from "./text-window-type.ts";

/** JSON text in pieces through windows. */
function passed(pieces: readonly string[], open: () => TextWindow): string {
  const json = new JsonText();
  let window = open();
  const run = (calls: ReturnType<JsonText["push"]>): string => {
    let step = calls.next("");
    while (step.done !== true) {
      let given = "";
      if (step.value.do === "open") window = open();
      else given = step.value.do === "push" ? window.push(step.value.text) : window.end();
      step = calls.next(given);
    }
    return step.value;
  };
  return pieces.map((piece) => run(json.push(piece))).join("") + run(json.end());
}

const identity = (): TextWindow => ({ push: (text) => text, end: () => "" });
const holding = (map: (text: string) => string) => (): TextWindow => {
  let held = "";
  return {
    push: (text) => {
      held += text;
      return "";
    },
    end: () => map(held),
  };
};

const cutAt = (text: string, cuts: readonly number[]): string[] => {
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).toSorted((a, b) => a - b), text.length];
  return places.slice(1).map((end, i) => text.slice(places[i], end));
};

const cuts = fc.array(fc.nat(2_000), { maxLength: 12 });

describe("JSON text in pieces", () => {
  it("is the same through windows that change nothing", () => {
    const odd = '{"a\\"b":"x\\u0041\\ud83d\\ude00\\/", "n" : -12.5e-10, "l":[1234567, true,null,""] , "t":"é😀"}';
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string(), fc.constant(odd)), cuts, (text, at) => {
        expect(passed(cutAt(text, at), identity)).toBe(text);
      }),
    );
  });

  it("gives the parsed value with its strings changed, however it was cut", () => {
    const map = (text: string): string => `<"${text}\n>`;
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), cuts, (value, at) => {
        const text = JSON.stringify([value]);
        const holder = { value: JSON.parse(text) as unknown };
        for (const leaf of leavesOf(holder, "value")) leaf.replace(map(leaf.text));
        // An empty string is a string too; leaves leave it out.
        const got = JSON.parse(
          passed(
            cutAt(text, at),
            holding((t) => (t === "" ? "" : map(t))),
          ),
        ) as unknown;
        expect(got).toEqual(holder.value);
      }),
    );
  });

  it.each([
    ["a long number that is replaced becomes a string", '{"card":4111111111111111,"n":5}', '{"card":"#","n":5}'],
    ["names pass", '{"secret":1}', '{"secret":1}'],
    ["names after values pass", '{"a":"x","b":["y",{"c":"z"}]}', '{"a":"#","b":["#",{"c":"#"}]}'],
    ["several values in a row", '{"a":"x"}{"b":"y"}', '{"a":"#"}{"b":"#"}'],
    ["a string that never ends", '{"a":"x', '{"a":"#'],
    ["an escape that never ends", '{"a":"x\\u00', '{"a":"#\\u00'],
    ["no JSON", "plain words", "plain words"],
  ])("%s", (_name, text, expected) => {
    for (const pieces of [[text], [...text]]) {
      expect(
        passed(
          pieces,
          holding((said) => (said === "" ? "" : "#")),
        ),
      ).toBe(expected);
    }
  });
});
