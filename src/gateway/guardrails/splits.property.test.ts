import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileGuardrails } from "./compile-guardrails.ts";
import { PII_TYPES } from "./detectors/pii-types.ts";
import type { GuardrailConfig } from "./guardrail-config.ts";
import { openWindow } from "./text-window.ts";
import type { TextWindow } from "./text-window-type.ts";
import { createTokenVault, restoreWindow, type TokenVault } from "./token-vault.ts";

const vaultOfTests = (): TokenVault => createTokenVault((size) => Buffer.alloc(size, 171));

/** What matches, what nearly does, and what stands around it. */
const PIECES = [
  ..."a.b@example.co.uk|x@y.z1|john_doe+1@пример.рф|git@github.com:o/r|@|a@|.com|-".split("|"),
  ..."+44 (0)20 7946 0958|(555) 123-4567|555-123-4567x12|1-800-555-0199|0171/123 45 67|06 12 34 56 78|phone: 98765 43210|0 0 0|+1".split(
    "|",
  ),
  ..."123-45-6789|078 05 1120|ssn 219099999|2024-01-02|12:30:45|1699999999123|4.2|12,50".split("|"),
  ..."4111 1111 1111 1111|4111-1111-1111-1112|378282246310005|5500005555555559|1234".split("|"),
  ..."10.0.0.1|v1.2.3.4|Chrome/120.0.0.0|2001:db8::1|fe80::1ff:fe23:4567:890a|std::vector|::1|1.2.3.4.5".split("|"),
  ..."DE89 3704 0044 0532 0130 00|GB29NWBK60161331926819|GB00NWBK60161331926819|FR14 20|RSSMRA85T10A562S|12345678Z|X1234567L".split(
    "|",
  ),
  ..."1 85 05 78 006 084 36|AB123456C|AB 12 34 56 C|86095742719|sk-proj-abc123def456ghi789jkl|AKIAIOSFODNN7EXAMPLE|ghp_".split(
    "|",
  ),
  ..."api_key = 'Zx81kd02LmQp93Tr55Yy'|password:|Bearer Zx81kd02LmQp93Tr55Yy|eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefghijklmnop1234".split(
    "|",
  ),
  "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7bq\nabcdEFGH1234567890==\n-----END RSA PRIVATE KEY-----",
  "-----BEGIN PRIVATE KEY-----",
  "-----BEGIN",
  "MIIEpAIBAAKCAQEA7bqMIIEpAIBAAKCAQEA7bqMIIEpAIBAAKCAQEA7bq",
  "Secret Plan",
  "secret",
  "straße",
  "forbidden",
  "forbid",
  "EMP-123456",
  "EMP-12",
  "<EMAIL_1_",
  "<",
  ">",
  "😀",
  "\u{1f468}\u200d\u{1f469}",
  "你好世界",
  "\n",
  " ",
  "  ",
  ", ",
  ". ",
  "x",
  "7",
  "(",
  ")",
  '"',
  ":",
  "/",
];

const texts = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...PIECES) },
      { weight: 2, arbitrary: fc.constantFrom(" ", "", "-", ".", "\n", ", ") },
      { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 6 }) },
      { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(..."0123456789 -.aAeE"), maxLength: 60 }) },
    ),
    { maxLength: 14 },
  )
  .map((pieces) => pieces.join(""));

/** Cuts by lengths, again and again, anywhere: in pairs too. */
const cuts = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 12 });

function through(window: TextWindow, text: string, lengths: readonly number[]): string {
  let out = "";
  for (let at = 0, turn = 0; at < text.length; turn += 1) {
    const length = lengths[turn % lengths.length] ?? 1;
    out += window.push(text.slice(at, at + length));
    at += length;
  }
  return out + window.end();
}

const RULES: readonly GuardrailConfig[] = [
  ...[...PII_TYPES.keys()].map((type): GuardrailConfig => ({ name: type, type: "pii", parameters: { types: [type] } })),
  { name: "all", type: "pii", parameters: { types: [...PII_TYPES.keys()] } },
  { name: "starts", type: "starts_with", parameters: { values: ["a.b", "a", "a.b@example", "+44 "] } },
  { name: "ends", type: "ends_with", parameters: { values: ["x", "-----BEGIN", "secret", "😀"], ignore_case: true } },
  {
    name: "contains",
    type: "contains",
    parameters: { values: ["secret plan", "55", "😀", "straSSe", "b@ex"], ignore_case: true },
  },
  {
    name: "keywords",
    type: "keywords",
    parameters: { values: ["forbidden", "forbid", "secret", "世界", "plan x", "a.b"] },
  },
  {
    name: "regex",
    type: "regex",
    parameters: { values: ["EMP-\\d+", "\\bfor\\w*$", "(?i)secret.{0,9}", "^a"], max_match_length: 12 },
  },
  { name: "regex long", type: "regex", parameters: { values: ["\\d[\\d ]*\\d", "[a-z]+@[^ ]+"] } },
];

describe("a text in pieces becomes what it becomes as a whole", () => {
  it.each(RULES)("$name", (config) => {
    const { input, errors } = compileGuardrails([{ ...config, where: "input", behavior: "redact" }]);
    expect(errors).toEqual([]);
    fc.assert(
      fc.property(texts, cuts, (text, lengths) => {
        const open = (): TextWindow => openWindow(input.local, { where: "input", role: "user" });
        expect(through(open(), text, lengths)).toBe(through(open(), text, [text.length || 1]));
      }),
      { numRuns: 400 },
    );
  });

  it("long texts of one kind, whose matches never end", () => {
    const { input } = compileGuardrails([
      { name: "all", type: "pii", where: "input", behavior: "redact", parameters: { types: [...PII_TYPES.keys()] } },
    ]);
    const units = fc.constantFrom(
      "1",
      "1 ",
      "a@b.c",
      "-----BEGIN PRIVATE KEY-----\n",
      "eyJ",
      "sk-a1",
      "A1:",
      "+1 2",
      "ab.",
      "0A1B2C3D4E5F",
    );
    fc.assert(
      fc.property(units, units, fc.integer({ min: 20, max: 900 }), cuts, (unit, last, times, lengths) => {
        const text = unit.repeat(times) + last;
        const open = (): TextWindow => openWindow(input.local, { where: "input", role: "user" });
        expect(through(open(), text, [...lengths, 97])).toBe(through(open(), text, [text.length]));
      }),
      { numRuns: 60 },
    );
  });

  it("never parts a surrogate pair", () => {
    const { input } = compileGuardrails([{ name: "c", type: "contains", parameters: { values: ["zz"] } }]);
    const window = openWindow(input.local, { where: "input", role: "user" });
    expect(window.push("a\ud83d")).toBe("a");
    expect(window.push("\ude00b")).toBe("\u{1f600}b");
  });

  it("what was tokenized comes back, however the answer is cut", () => {
    const { input } = compileGuardrails([
      { name: "all", type: "pii", behavior: "tokenize", parameters: { types: [...PII_TYPES.keys()] } },
    ]);
    fc.assert(
      fc.property(texts, cuts, (text, lengths) => {
        const vault = vaultOfTests();
        const sent = through(openWindow(input.local, { where: "input", role: "user", vault }), text, lengths);
        expect(through(restoreWindow(vault), sent, lengths)).toBe(text);
      }),
      { numRuns: 400 },
    );
  });
});
