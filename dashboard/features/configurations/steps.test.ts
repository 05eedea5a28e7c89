import { describe, expect, it } from "vitest";
import { STEPS, stepsOf } from "./steps.ts";

describe("the steps of a version", () => {
  it.each([
    ["DRAFT", ["update", "delete", "approve"], ["approve"]],
    ["READY_TO_SERVE", ["cancel-approval", "serve"], ["serve", "cancel-approval"]],
    ["SERVED", ["unserve"], ["unserve"]],
    ["RETIRED", ["serve", "rollback"], ["rollback"]],
  ] as const)("of %s", (state, allowed, steps) => expect(stepsOf({ state, allowed })).toEqual(steps));

  it("tell what is served instead of what", () => {
    const facts = { version: 3, slug: "shop", served: 2 };
    expect(STEPS.serve.consequence(facts)).toContain("place of version 2");
    expect(STEPS.serve.consequence({ ...facts, served: null })).toContain("becomes PROD");
  });
});
