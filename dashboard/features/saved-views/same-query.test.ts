import { describe, expect, it } from "vitest";
import { isSameQuery } from "./same-query.ts";

describe("queries of saved views", () => {
  it.each([
    ["", "", true],
    ["status=error&range=7d", "range=7d&status=error", true],
    ["text=a%20b", "text=a+b", true],
    ["status=error", "status=4xx", false],
    ["tag=a&tag=b", "tag=a", false],
  ])("%j and %j: %s", (one, other, same) => {
    expect(isSameQuery(one, other)).toBe(same);
  });
});
