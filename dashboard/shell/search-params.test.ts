import { describe, expect, it } from "vitest";
import { flagOf, oneOf, parseSearch, search, stringifySearch, textOf } from "./search-params.ts";

describe("a query in the address", () => {
  it.each([
    ["?status=404&text=a%20b", { status: "404", text: "a b" }],
    ["?tag=a:1&tag=b:2", { tag: ["a:1", "b:2"] }],
    ["", {}],
  ])("%s is read as texts", (address, raw) => expect(parseSearch(address)).toEqual(raw));

  it("leaves out what is not set", () => {
    expect(stringifySearch({ a: undefined, b: "", c: false, d: null })).toBe("");
    expect(stringifySearch({ a: "x y", tag: ["1", "2"], create: true })).toBe("?a=x+y&tag=1&tag=2&create=true");
  });

  it("takes only what it knows", () => {
    const raw = parseSearch("?range=7d&status=nonsense&create=true&text=");
    expect(oneOf(raw, "range", ["7d", "30d"])).toBe("7d");
    expect(oneOf(raw, "status", ["active"])).toBeUndefined();
    expect(flagOf(raw, "create")).toBe(true);
    expect(textOf(raw, "text")).toBeUndefined();
  });

  it("puts what is not known out of the way", () => {
    const raw = parseSearch("?range=nonsense&by=model");
    expect({ ...raw, ...search({ range: oneOf(raw, "range", ["7d"]), by: textOf(raw, "by") }) }).toEqual({
      by: "model",
    });
  });
});
