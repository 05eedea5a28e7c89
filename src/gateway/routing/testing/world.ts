import { expect } from "vitest";
import type { GatewayError } from "../../../errors/gateway-error.ts";
import type { CallerRoutingPreferences } from "../../caller.ts";
import { NO_PREFERENCES, NO_SETTINGS } from "../../testing/caller.ts";
import type { Decision } from "../planner.ts";
import { decideFor, price, type Question, testModel, testSnapshot } from "./decide-for.ts";

export const MODELS = [
  testModel("cheap", [{ provider: "groq", nativeId: "cheap", prices: price(1_000, 1_000) }], {
    quality: { score: 0.4, source: "x" },
  }),
  testModel(
    "middle",
    [
      { provider: "openai", nativeId: "middle", prices: price(50_000, 50_000), regions: ["us-east-1"] },
      {
        provider: "mistral",
        nativeId: "middle",
        prices: price(40_000, 40_000),
        regions: ["eu-west-3"],
        without: ["tools"],
      },
    ],
    {
      quality: { score: 0.6, source: "x" },
      capabilities: ["tools", "json-schema", "reasoning"],
      input: ["text", "image"],
    },
  ),
  testModel("dear", [{ provider: "anthropic", nativeId: "dear", prices: price(900_000, 900_000) }], {
    quality: { score: 0.9, source: "x" },
    contextTokens: 200_000,
    maxOutputTokens: 64_000,
    capabilities: ["tools", "json-schema", "reasoning"],
    input: ["text", "image", "pdf"],
    aliases: ["the-best"],
  }),
  testModel("vectors", [{ provider: "openai", nativeId: "vectors", prices: price(1, 0) }], { operation: "embed" }),
];
export const ALL = ["groq", "openai", "mistral", "anthropic"];
export const SNAPSHOT = testSnapshot(MODELS, ALL);

export type Asked = Omit<Question, "snapshot"> & { readonly snapshot?: Question["snapshot"] };
export const decision = (model: string, asked: Asked = {}): Decision =>
  decideFor(model, { snapshot: SNAPSHOT, ...asked }).decision;
export const labels = (model: string, asked: Asked = {}): string[] =>
  decision(model, asked).asked.map(({ label }) => label);
export const codes = (model: string, asked: Asked = {}): Record<string, string> =>
  Object.fromEntries(decision(model, asked).rejected.map(({ label, code }) => [label, code]));
export const prefers = (over: Partial<CallerRoutingPreferences>): CallerRoutingPreferences => ({
  ...NO_PREFERENCES,
  ...over,
});
export const organization = (over: Partial<CallerRoutingPreferences>): Asked => ({
  caller: { settings: { ...NO_SETTINGS, routingPreferences: prefers(over) } },
});

export function refused(model: string, asked: Asked = {}): GatewayError {
  try {
    const made = decision(model, asked);
    if (made.refusal !== undefined) return made.refusal;
  } catch (error) {
    return error as GatewayError;
  }
  return expect.fail("was not refused");
}
