import { describe, expect, it } from "vitest";
import type { CallerKey } from "../caller.ts";
import { NO_PREFERENCES, NO_SETTINGS, testCaller } from "../testing/caller.ts";
import { policyFingerprint } from "./policy-fingerprint.ts";

describe("the fingerprint of what a caller may use", () => {
  it("is the same for keys that may use the same", () => {
    expect(policyFingerprint(testCaller({ keyId: "key_2" }))).toBe(policyFingerprint(testCaller()));
  });

  it.each<[string, Partial<CallerKey>]>([
    ["rules of the key", { iam: [{ effect: "deny", on: "models", values: ["gpt-4o"] }] }],
    ["mode of the project", { projectMode: "credits" }],
    ["preferences of the project", { routingPreferences: { ...NO_PREFERENCES, blockedProviders: ["openai"] } }],
    [
      "preferences of the organization",
      { settings: { ...NO_SETTINGS, routingPreferences: { ...NO_PREFERENCES, qualityThreshold: 0.5 } } },
    ],
    ["regions", { settings: { ...NO_SETTINGS, residency: { allowedRegions: ["eu"] } } }],
  ])("changes with the %s", (_, changes) => {
    expect(policyFingerprint(testCaller(changes))).not.toBe(policyFingerprint(testCaller()));
  });
});
