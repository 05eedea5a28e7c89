import { describe, expect, it } from "vitest";
import { fieldsOf, parametersOf, typedOf } from "./parameters.ts";

const text = { type: "string" };
const texts = { type: "array", items: text };
const flag = { type: "boolean", default: false };
const topic = { type: "object", properties: { name: text, values: texts } };

/** As the gateway describes them; the browser's tests look at all that it has. */
const TYPES = {
  keywords: { properties: { values: texts, ignore_case: flag, replacement: text }, required: ["values"] },
  regex: { properties: { values: texts, ignore_case: flag, max_match_length: { type: "integer", default: 256 } } },
  pii: { properties: { types: texts, regions: texts, replacement: text } },
  prompt_injection: { properties: { threshold: { type: "number", default: 0.7 } } },
  topics: { properties: { topics: { type: "array", items: topic }, min_matches: { type: "integer", default: 2 } } },
  http: {
    properties: {
      ...{ url: text, timeout: { type: "number", default: 10 } },
      on_error: { type: "string", enum: ["block", "pass"], default: "block" },
    },
  },
} as const;

const fields = (type: keyof typeof TYPES) => fieldsOf({ parameters: TYPES[type] }, { types: ["email", "iban"] });

describe("parameters of guardrails", () => {
  it("are typed with the control that fits", () => {
    const kinds = (type: keyof typeof TYPES) => fields(type).map(({ name, kind }) => [name, kind]);
    expect(kinds("keywords")).toEqual([
      ["values", "lines"],
      ["ignore_case", "flag"],
      ["replacement", "text"],
    ]);
    expect(kinds("topics")[0]).toEqual(["topics", "topics"]);
    expect(fields("pii")[0]).toMatchObject({ kind: "several", options: ["email", "iban"], mustHave: false });
    expect(fields("http")[2]).toMatchObject({ kind: "choice", options: ["block", "pass"], byDefault: "block" });
    expect(fields("keywords")[0]?.mustHave).toBe(true);
  });

  it.each([
    ["keywords", { values: ["Falcon", "Blue Heron"], ignore_case: true, replacement: "***" }],
    ["regex", { values: ["EMP-\\d{6}"], ignore_case: false, max_match_length: 64 }],
    ["pii", { types: ["email", "iban"], regions: ["US", "IT"] }],
    ["pii", {}],
    ["prompt_injection", { threshold: 0.8 }],
    ["topics", { topics: [{ name: "arms", values: ["rifle", "machine gun"] }], min_matches: 2 }],
    ["http", { url: "https://a.example/check", timeout: 5, on_error: "pass" }],
  ] as const)("%s: what is shown and saved again is the same", (type, parameters) => {
    expect(parametersOf(fields(type), typedOf(fields(type), parameters))).toEqual(parameters);
  });

  it("leaves out what is empty, and keeps blanks at the ends of values", () => {
    const typed = { values: " a \n\nb", ignore_case: false, replacement: " " };
    expect(parametersOf(fields("keywords"), typed)).toEqual({ values: [" a ", "b"], ignore_case: false });
  });
});
