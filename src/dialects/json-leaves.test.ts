import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "./dialect.ts";
import { leavesOf, leavesOfText } from "./json-leaves.ts";
import { textsOf } from "./texts-registry.ts";

describe("leaves of JSON text", () => {
  it("leaves all that is no leaf as it was, digits and spaces too", () => {
    const fn: JsonObject = {
      arguments: '{ "a\\"b" : "x\\u0041" ,"n":12345678901234567890, "m":1.50e2,"l":[ true,"",{"z":"q"}]}',
    };
    const [slot] = textsOf("openai-chat").requestTexts({
      messages: [{ role: "assistant", tool_calls: [{ function: fn }] }],
    });
    expect(slot?.text).toBe("xA");
    slot?.replace('"\n');
    expect(fn["arguments"]).toBe(
      '{ "a\\"b" : "\\"\\n" ,"n":12345678901234567890, "m":1.50e2,"l":[ true,"",{"z":"q"}]}',
    );
  });

  it("finds the strings that a parser finds", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        const holder = { value: [value] };
        const parsed = leavesOf(holder as unknown as JsonObject, "value").map(({ text }) => text);
        const scanned = leavesOfText(JSON.stringify(holder.value, null, indent), () => {})?.map(({ text }) => text);
        expect(scanned).toEqual(parsed);
      }),
    );
  });

  it("replaces very many in one text in linear time", () => {
    const fn: JsonObject = { arguments: JSON.stringify(Array.from({ length: 100_000 }, (_, i) => `a${i}`)) };
    const slots = textsOf("openai-chat").requestTexts({
      messages: [{ role: "assistant", tool_calls: [{ function: fn }] }],
    });
    for (const slot of slots) slot.replace("x");
    expect(fn["arguments"]).toBe(JSON.stringify(Array.from({ length: 100_000 }, () => "x")));
    expect((JSON.parse(JSON.stringify(fn)) as JsonObject)["arguments"]).toBe(fn["arguments"]);
  });
});
