import { describe, expect, it } from "vitest";
import { revokedText } from "./revoked.ts";

describe("what ended with a member's rights", () => {
  it.each([
    [0, 0, ""],
    [1, 0, " 1 token of theirs ended with it."],
    [0, 2, " 2 invitations of theirs ended with it."],
    [2, 1, " 2 tokens and 1 invitation of theirs ended with it."],
  ])("%i tokens, %i invitations", (tokens, invitations, text) => {
    expect(revokedText({ tokens, invitations })).toBe(text);
  });
});
