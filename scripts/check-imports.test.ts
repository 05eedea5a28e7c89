import { describe, expect, it } from "vitest";
import { checkImports } from "./check-imports.ts";

describe("the directions of imports", () => {
  it("are kept everywhere", () => {
    expect(checkImports()).toEqual([]);
  });
});
