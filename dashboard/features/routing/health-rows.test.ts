import { expect, it } from "vitest";
import type { Circuit, ModelHealth } from "../../../src/client/api.ts";
import { healthRows } from "./health-rows.ts";

const circuit = (state: Circuit["state"], openedAt: string | null = null) => ({ state, openedAt }) as Circuit;
const health = (provider: string, model: string, uptime: number | null, ...circuits: readonly Circuit[]) =>
  ({ provider, model, uptime, circuits }) as unknown as ModelHealth;

const ALL = [
  health("openai", "gpt", 1, circuit("closed")),
  health("groq", "llama", 0.5),
  health("mock", "echo", 1, circuit("closed"), circuit("open", "2026-01-02"), circuit("half-open", "2026-01-01")),
  health("azure", "gpt", null, circuit("half-open")),
];
const labels = (asked: Parameters<typeof healthRows>[1]) => healthRows(ALL, asked).map(({ label }) => label);

it("puts the worst first, by the worst of its circuits", () => {
  expect(labels({})).toEqual(["mock/echo", "azure/gpt", "groq/llama", "openai/gpt"]);
  expect(healthRows(ALL, {})[0]).toMatchObject({ state: "open", openedAt: "2026-01-01" });
});

it("finds by name, and what is in trouble", () => {
  expect(labels({ text: " GPT" })).toEqual(["azure/gpt", "openai/gpt"]);
  expect(labels({ state: "trouble" })).toEqual(["mock/echo", "azure/gpt", "groq/llama"]);
  expect(labels({ state: "trouble", text: "openai" })).toEqual([]);
});
