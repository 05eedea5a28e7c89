import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkTexts } from "../check-texts.ts";
import { compileGuardrails } from "../compile-guardrails.ts";
import { openWindow } from "../text-window.ts";
import { visibleTextOf } from "./visible-text.ts";

const rules = compileGuardrails([
  { name: "pii", type: "pii", behavior: "redact", parameters: { types: ["email", "credit_card"] } },
  { name: "words", type: "keywords", behavior: "redact", parameters: { values: ["falcon", "mi\u200cravam"] } },
]).input;
const whole = (text: string): string =>
  checkTexts(rules, [{ text, role: "user", path: "text" }], { where: "input" }).texts[0] ?? "";

describe("what is hidden in a text", () => {
  it.each([
    ["Ask anna\u200b@example.com now", "Ask <EMAIL> now"],
    ["Ask anna@exam\u00adple.com\u200b now", "Ask <EMAIL>\u200b now"],
    ["4111\u200b 1111\u2060 1111 1111", "<CREDIT_CARD>"],
    ["The fal\u200b\ufeffcon", "The <REDACTED>"],
    ["mi\u200cravam", "<REDACTED>"],
    ["👩\u200d👩\u200d👧 \u200bno\u00adthing", "👩\u200d👩\u200d👧 \u200bno\u00adthing"],
  ])("does not hide a match: %j", (text, passed) => {
    expect(whole(text)).toBe(passed);
  });

  it("is found the same in pieces, and holds nothing for ever", () => {
    const piece = fc.constantFrom(
      "anna",
      "@",
      "example",
      ".com",
      "\u200b",
      "\u200b".repeat(70),
      " ",
      "falcon",
      "4111 1111",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const window = openWindow(rules.local, { where: "input", role: "user" });
        expect(pieces.map((each) => window.push(each)).join("") + window.end()).toBe(whole(pieces.join("")));
      }),
      { numRuns: 300 },
    );
    const window = openWindow(rules.local, { where: "input", role: "user" });
    let released = window.push("anna").length;
    for (let i = 0; i < 200; i += 1) released += window.push("\u200b".repeat(100)).length;
    expect(released).toBeGreaterThan(10_000);
  });

  it("keeps its places", () => {
    expect(visibleTextOf("plain")).toBeUndefined();
    const seen = visibleTextOf("\u200ba\u200b\u200bbc\u00ad");
    expect([seen?.text, [...(seen?.places ?? [])]]).toEqual(["abc", [1, 4, 5]]);
  });
});
