import { expect, it } from "vitest";
import type { Guardrail } from "../../../src/client/api.ts";
import { joined, moved, ofPii, summaryOf } from "./words.ts";

const rule = (name: string): Guardrail => ({
  ...{ name, type: "keywords", where: "io", behavior: "block", parameters: {}, enabled: true },
});
const names = (list: readonly Guardrail[]): readonly string[] => list.map(({ name }) => name);

it("sums up what a guardrail looks for", () => {
  expect(summaryOf({ parameters: { values: ["a", "b", "c", "d", "e"] } })).toBe("a, b, c and 2 more");
  expect(summaryOf({ parameters: { topics: [{ name: "arms", values: [] }] } })).toBe("arms");
  expect(summaryOf({ parameters: { threshold: 0.7 } })).toBe("from a score of 0.7");
  expect(summaryOf({ parameters: {} })).toBe("");
});

it("joins lists so that no two names are the same", () => {
  expect(names(joined([rule("a"), rule("b")], [rule("a")], [rule("a")]))).toEqual(["a", "b", "a (2)", "a (3)"]);
});

it("moves within the list", () => {
  const list = [rule("a"), rule("b"), rule("c")];
  expect(names(moved(list, 2, -1))).toEqual(["a", "c", "b"]);
  expect(names(moved(list, 0, 1))).toEqual(["b", "a", "c"]);
  expect(names(moved(list, 0, -1))).toEqual(["a", "b", "c"]);
});

it("personal data is a guardrail of requests while it is on", () => {
  const on = { pii_detection_enabled: true, pii_action: "redact", pii_types: ["email"] } as const;
  expect(ofPii(on)).toMatchObject([{ name: "pii", where: "input", behavior: "redact" }]);
  expect(ofPii({ ...on, pii_detection_enabled: false })).toEqual([]);
  expect(ofPii({ ...on, pii_types: [] })).toEqual([]);
});
