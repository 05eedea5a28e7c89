import { describe, expect, it } from "vitest";
import type { Guardrail } from "../../../src/client/api.ts";
import { outcomesOf } from "./try-out.ts";

const rule = (name: string, more: Partial<Guardrail> = {}): Guardrail => ({
  ...{ name, type: "keywords", where: "io", behavior: "redact", parameters: {}, enabled: true },
  ...more,
});
const found = (guardrail: string, start: number, end: number) => ({
  ...{ guardrail, type: "keywords", path: "messages[0].content", start, end },
});
const ASKED = { where: "input", role: "user", text: "Falcon and Heron" } as const;

describe("what each guardrail did", () => {
  it("says why one did nothing", () => {
    const guardrails = [
      rule("quiet"),
      rule("off", { enabled: false }),
      rule("answers", { where: "output" }),
      rule("system", { message_roles: ["system"] }),
      rule("blocker", { behavior: "block" }),
      rule("later"),
      rule("judge", { type: "judge" }),
    ];
    const answer = { findings: [found("blocker", 0, 6)], skipped: ["judge"] };
    const outcomes = outcomesOf({ ...ASKED, guardrails }, answer, new Map());
    expect(outcomes.map(({ name, what }) => [name, what])).toEqual([
      ["quiet", "nothing"],
      ["off", "off"],
      ["answers", "elsewhere"],
      ["system", "other role"],
      ["blocker", "found"],
      ["later", "not reached"],
      ["judge", "not asked"],
    ]);
    expect(outcomes[4]?.matches).toEqual(["Falcon"]);
  });

  it("cuts what was found out of the text that the guardrail saw", () => {
    const answer = { findings: [found("one", 0, 6), found("two", 8, 13)], skipped: [] };
    const guardrails = [rule("one"), rule("two")];
    const [one, two] = outcomesOf({ ...ASKED, guardrails }, answer, new Map([["two", "*** and Heron"]]));
    expect([one?.matches, one?.sawOriginal]).toEqual([["Falcon"], true]);
    expect([two?.matches, two?.sawOriginal]).toEqual([["Heron"], false]);
  });

  it("of guardrails that may not be read, tells only what is sure", () => {
    const answer = { findings: [found("one", 0, 6), found("two", 8, 13)], skipped: ["judge"] };
    const outcomes = outcomesOf({ ...ASKED, guardrails: null }, answer, new Map());
    expect(outcomes.map(({ name, what, matches }) => [name, what, matches])).toEqual([
      ["one", "found", ["Falcon"]],
      ["two", "found", null],
      ["judge", "not asked", null],
    ]);
  });
});
