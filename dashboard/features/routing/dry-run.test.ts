import { expect, it } from "vitest";
import { byCode, trialBody } from "./dry-run.ts";

it("asks with the hints that are given, and no others", () => {
  expect(trialBody({})).toEqual({ model: "auto", messages: [{ role: "user", content: "Hello!" }] });
  expect(
    trialBody({ model: "gpt-4o", prompt: "Hi", priority: "cost", maxLatencyMs: "500", prefer: "openai,groq" }),
  ).toEqual({
    model: "gpt-4o",
    messages: [{ role: "user", content: "Hi" }],
    "x-routing-hints": { priority: "cost", max_latency_ms: 500, prefer_providers: ["openai", "groq"] },
  });
  expect(trialBody({ minQuality: "0.8", exclude: "mock" })).toMatchObject({
    "x-routing-hints": { min_quality_score: 0.8, exclude_providers: ["mock"] },
  });
});

it("puts the most frequent reason first", () => {
  const one = (code: string) => ({ model: "m", code, reason: "" });
  expect(byCode([one("iam"), one("no_credential"), one("no_credential")]).map(({ code }) => code)).toEqual([
    "no_credential",
    "iam",
  ]);
});
