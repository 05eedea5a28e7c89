import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { isGatewayError } from "../../errors/gateway-error.ts";
import { SoftBlock } from "./blocked.ts";
import { checkTexts } from "./check-texts.ts";
import { compileGuardrails, guardrailsInForce } from "./compile-guardrails.ts";
import { fromPiiSettings, type GuardrailConfig } from "./guardrail-config.ts";
import type { Violation } from "./rule.ts";
import { openWindow } from "./text-window.ts";
import { createTokenVault, restoreWindow } from "./token-vault.ts";

const SECRET = "Write to jane@example.com and jane@example.com";
const slot = (text: string, role: "user" | "system" = "user", path = "messages[0].content") => ({ text, role, path });
const pii = (more: Partial<GuardrailConfig> = {}): GuardrailConfig => ({ name: "pii", type: "pii", ...more });

function check(configs: readonly GuardrailConfig[], text: string, where: "input" | "output" = "input") {
  return checkTexts(compileGuardrails(configs)[where], [slot(text)], { where, vault: createTokenVault(randomBytes) });
}

describe("behaviors", () => {
  it("block: says which guardrail and where, and never the text", () => {
    const { verdict, texts, violations } = check([pii({ response_message: "No mail." })], SECRET);
    if (verdict === "pass" || !("block" in verdict)) throw new Error("not blocked");
    expect(verdict.block).toMatchObject({
      code: "guardrail_blocked",
      status: 400,
      message: "No mail.",
      param: "messages[0].content",
      details: { guardrail: "pii", where: "input" },
    });
    expect(JSON.stringify([verdict.block, violations])).not.toContain("jane");
    expect(texts).toEqual([SECRET]);
  });

  it("soft_block: carries the message", () => {
    const { verdict } = check(
      [pii({ behavior: "soft_block", response_message: "Let us talk of something else." })],
      SECRET,
    );
    expect(verdict).toMatchObject({ softBlock: { message: "Let us talk of something else.", guardrail: "pii" } });
  });

  it("warn: lets the text pass and counts", () => {
    const { verdict, texts, violations } = check([pii({ behavior: "warn" })], SECRET);
    expect([verdict, texts]).toEqual(["pass", [SECRET]]);
    expect(violations).toEqual<Violation[]>([
      { guardrail: "pii", type: "email", where: "input", behavior: "warn", count: 2, path: "messages[0].content" },
    ]);
  });

  it("redact: by the names that the guardrail uses, or with its own replacement", () => {
    const named = { type: "presidio_anonymizer", parameters: { entities: ["EMAIL_ADDRESS"] } } as const;
    expect(check([pii(named)], SECRET).texts).toEqual(["Write to <EMAIL_ADDRESS> and <EMAIL_ADDRESS>"]);
    const own = pii({ behavior: "redact", parameters: { replacement: "…" } });
    expect(check([own], SECRET).texts).toEqual(["Write to … and …"]);
  });

  it("tokenize: the same value has the same token, and comes back in the answer", () => {
    const { input, output } = compileGuardrails([pii({ behavior: "tokenize" })]);
    expect(output.local).toEqual([]);
    const vault = createTokenVault(randomBytes);
    const [sent = ""] = checkTexts(input, [slot(SECRET)], { where: "input", vault }).texts;
    expect(sent).toMatch(/^Write to (<EMAIL_1_[0-9A-Z]{8}>) and \1$/);
    const answer = `Sent to ${sent.split(" ")[2]} (${sent.split(" ")[2]?.slice(1, -1)}), not to <EMAIL_2_00000000>.`;
    const window = restoreWindow(vault);
    expect(window.push(answer) + window.end()).toBe(
      "Sent to jane@example.com (jane@example.com), not to <EMAIL_2_00000000>.",
    );
  });

  it("a text that was written with a token of another request gets nobody's value", () => {
    const [vault, stranger] = [createTokenVault(randomBytes), createTokenVault(randomBytes)];
    vault.tokenFor("email", "jane@example.com");
    const window = restoreWindow(vault);
    const forged = stranger.tokenFor("email", "x@example.com");
    expect(window.push(forged) + window.end()).toBe(forged);
  });
});

describe("what applies where", () => {
  it("roles: texts of others pass", () => {
    const { input } = compileGuardrails([pii({ message_roles: ["user"] })]);
    expect(checkTexts(input, [slot(SECRET, "system")], { where: "input" }).verdict).toBe("pass");
    expect(checkTexts(input, [slot(SECRET)], { where: "input" }).verdict).not.toBe("pass");
  });

  it("where and enabled: input, output, both, off", () => {
    const sides = (more: Partial<GuardrailConfig>) => {
      const { input, output } = compileGuardrails([pii(more)]);
      return [input.local.length, output.local.length];
    };
    expect(sides({})).toEqual([1, 1]);
    expect(sides({ where: "input" })).toEqual([1, 0]);
    expect(sides({ where: "output" })).toEqual([0, 1]);
    expect(sides({ enabled: false })).toEqual([0, 0]);
  });

  it("a text that must not be changed is read and stays", () => {
    const { input } = compileGuardrails([pii({ behavior: "redact" })]);
    const checked = checkTexts(input, [{ ...slot(SECRET), readonly: true }], { where: "input" });
    expect([checked.texts, checked.violations.length]).toEqual([[SECRET], 1]);
  });

  it("guardrails follow each other: a later one sees what an earlier one left", () => {
    const configs: GuardrailConfig[] = [
      pii({ behavior: "redact" }),
      { name: "at", type: "contains", parameters: { values: ["@"] } },
    ];
    expect(check(configs, SECRET).verdict).toBe("pass");
    expect(check(configs.toReversed(), SECRET).verdict).not.toBe("pass");
  });

  it("settings of an organization: nothing when off; with the guardrails when on, one object for the same", () => {
    const off = { enabled: false, action: "redact", types: ["email"] } as const;
    const on = { ...off, enabled: true } as const;
    const own = [pii({ name: "own" })];
    expect(guardrailsInForce(off, [])).toBeUndefined();
    expect(guardrailsInForce(off, [pii({ enabled: false })])).toBeUndefined();
    expect(fromPiiSettings(on)).toBe(fromPiiSettings(on));
    expect(guardrailsInForce(on, own)).toBe(guardrailsInForce(on, own));
    expect(guardrailsInForce(on, own)?.input.local.map(({ name }) => name)).toEqual(["pii", "own"]);
    expect(guardrailsInForce(on, [])?.output.local).toEqual([]);
  });

  it("fingerprints differ as guardrails do", () => {
    const of = (more: Partial<GuardrailConfig>) => compileGuardrails([pii(more)]).fingerprint;
    expect(of({})).toBe(of({}));
    expect(of({})).not.toBe(of({ behavior: "warn" }));
  });
});

it("a guardrail that cannot be understood lets nothing pass", () => {
  for (const broken of [
    { name: "r", type: "regex", parameters: { values: ["("] } },
    { name: "r", type: "pii", parameters: { types: ["shoe_size"] } },
    { name: "r", type: "nothing" } as unknown as GuardrailConfig,
  ] satisfies GuardrailConfig[]) {
    const { errors, input } = compileGuardrails([broken]);
    expect(errors.length).toBeGreaterThan(0);
    expect(checkTexts(input, [slot("hello")], { where: "input" }).verdict).not.toBe("pass");
  }
});

it.each<[string, Omit<GuardrailConfig, "name">, string, string]>([
  ["starts_with", { type: "starts_with", parameters: { values: ["Dear"] } }, "Dear Dear", "<REDACTED> Dear"],
  ["starts_with, longest", { type: "starts_with", parameters: { values: ["a", "ab"] } }, "abc", "<REDACTED>c"],
  ["ends_with", { type: "ends_with", parameters: { values: ["END"] } }, "END END", "END <REDACTED>"],
  ["case", { type: "contains", parameters: { values: ["ΌΣΟΣ"], ignore_case: true } }, "όσος", "<REDACTED>"],
  ["contains", { type: "contains", parameters: { values: ["cat"] } }, "concatenate", "con<REDACTED>enate"],
  [
    "keywords",
    { type: "keywords", parameters: { values: ["cat"] } },
    "concatenate Cat cat's",
    "concatenate <REDACTED> <REDACTED>'s",
  ],
  ["keywords, letters with accents", { type: "keywords", parameters: { values: ["cat"] } }, "écat caté", "écat caté"],
  ["keywords, no blanks", { type: "keywords", parameters: { values: ["秘密"] } }, "这是秘密计划", "这是<REDACTED>计划"],
  ["regex", { type: "regex", parameters: { values: ["EMP-\\d{6}"] } }, "id EMP-123456.", "id <REDACTED>."],
  [
    "regex, end of the text",
    { type: "regex", parameters: { values: ["x$"] } },
    `x${"a".repeat(600)}x`,
    `x${"a".repeat(600)}<REDACTED>`,
  ],
  [
    "regex, beginning",
    { type: "regex", parameters: { values: ["^a"] } },
    `${"a".repeat(600)}`,
    `<REDACTED>${"a".repeat(599)}`,
  ],
  ["regex, empty matches", { type: "regex", parameters: { values: ["z*"] } }, "abz", "ab<REDACTED>"],
])("%s", (_name, config, text, expected) => {
  expect(check([{ ...config, name: "g", behavior: "redact" }], text).texts).toEqual([expected]);
});

it("topics act on several different words of one topic", () => {
  const topics = [{ name: "weapons", values: ["rifle", "bullet", "gun"] }];
  const guardrail: GuardrailConfig = { name: "t", type: "topics", parameters: { topics, min_matches: 2 } };
  expect(check([guardrail], "a gun, a GUN, and a gun").verdict).toBe("pass");
  expect(check([guardrail], "a gun and a bullet").verdict).not.toBe("pass");
});

it("a stream that is blocked gave nothing of the match before", () => {
  const { output } = compileGuardrails([pii({ where: "output" })]);
  const window = openWindow(output.local, { where: "output", role: "assistant" });
  let out = "";
  const feed = (): void => {
    for (const char of `Her address is jane@example.com, you know`) out += window.push(char);
  };
  expect(feed).toThrow(expect.toSatisfy(isGatewayError));
  expect(out).toBe("Her address is ");
});

it("prose is not held back: at most the last word", () => {
  const { output } = compileGuardrails([pii({ where: "output", behavior: "redact" })]);
  const window = openWindow(output.local, { where: "output", role: "assistant" });
  let given = 0;
  let taken = 0;
  for (const word of "The answer is simple, and so is the way to it. Look at the second page! "
    .repeat(5)
    .split(/(?<= )/)) {
    taken += word.length;
    given += window.push(word).length;
    expect(taken - given).toBeLessThanOrEqual(word.length);
  }
});

it("soft blocks are errors of their own class", () => {
  expect(new SoftBlock("g", "output", "m")).toBeInstanceOf(Error);
});
