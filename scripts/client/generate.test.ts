import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { generate, readDocument } from "./generate.ts";
import { typeOf } from "./types.ts";

describe("typed client", () => {
  it("is that of the present API: else run node scripts/client/generate.ts", async () => {
    const kept = readFileSync(new URL("../../src/client/api.ts", import.meta.url), "utf8");
    expect(await generate()).toBe(kept);
  });

  it.each([
    ["CreditLinePatch", "lineUsd"],
    ["BillingPatch", "lowBalanceUsd"],
    ["SpendLimitsPatch", "daily_usd"],
    ["NewApiKey", "usageLimit"],
    ["ApiKeyPatch", "expiresAt"],
    ["AlertRulePatch", "mutedUntil"],
    ["NewOrganizationToken", "expiresAt"],
  ])("lets a field whose type is given by hand be cleared: %s.%s", async (name, field) => {
    const { components } = await readDocument();
    const member = components.schemas?.[name]?.properties?.[field];
    expect(typeOf(member ?? {})).toMatch(/ \| null$/);
  });

  it.each([
    [{ $ref: "#/components/schemas/Project" }, "Project"],
    [{ enum: ["a", "b"] }, '"a" | "b"'],
    [{ type: ["string", "null"] }, "string | null"],
    [{ anyOf: [{ type: "integer" }, { type: "null" }] }, "number | null"],
    [{ type: "array", items: { type: "boolean" } }, "readonly (boolean)[]"],
    [{ type: "object", properties: { "a-b": { type: "string" } }, required: ["a-b"] }, '{ readonly "a-b": string }'],
    [{ type: "object", additionalProperties: { type: "string" } }, "Readonly<Record<string, string>>"],
    [{}, "unknown"],
  ])("%j is %s", (schema, type) => {
    expect(typeOf(schema)).toBe(type);
  });
});
