import { describe, expect, it } from "vitest";
import { filterValueOf } from "./dimensions.ts";
import { canSplit, narrowedBy, narrowingOf, validateNarrowing } from "./narrowing.ts";

const kept = (value: object) => narrowingOf(value);

describe("narrowing", () => {
  it("takes what the API takes from an address, and nothing else", () => {
    expect(validateNarrowing({ status: "404", paidBy: "x", model: "a/b", range: "7d" })).toEqual({ model: "a/b" });
    expect(validateNarrowing({ status: "4xx", paidBy: "own-key" })).toEqual({ status: "4xx", paidBy: "own-key" });
  });

  it.each([
    [{ model: "m" }, "apiKeyId", "k", { model: "m", apiKeyId: "k" }],
    [{ model: "m" }, "model", "n", { model: "n" }],
    [{ model: "m", status: "4xx" }, "tag", "a:b", { tag: "a:b" }],
    [{ tag: "a:b" }, "source", "web", { source: "web" }],
    [{ source: "web" }, "model", "m", { model: "m" }],
  ] as const)("%j and %s %s", (now, name, value, then) => {
    expect(kept(narrowedBy(now, name, value))).toEqual(then);
  });

  it.each([
    [{}, "tag", true],
    [{ model: "m" }, "tag", false],
    [{ model: "m" }, "apiKey", true],
    [{ tag: "a:b" }, "tag", true],
    [{ tag: "a:b" }, "source", false],
    [{ tag: "a:b" }, "model", false],
    [{ source: "web" }, "project", true],
  ] as const)("%j by %s: %s", (now, by, can) => {
    expect(canSplit(now, by)).toBe(can);
  });

  it.each([
    ["model", { value: "m", provider: "p" }, undefined, "p/m"],
    ["route", { value: "support" }, "shop", "shop/support"],
    ["route", { value: "support" }, undefined, "support"],
    ["tag", { value: null }, undefined, null],
  ] as const)("by %s, %j of %s is %s", (by, row, slug, value) => {
    expect(filterValueOf(by, row as never, slug)).toBe(value);
  });
});
