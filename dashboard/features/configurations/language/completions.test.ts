import { describe, expect, it } from "vitest";
import { optionsAt } from "./completions.ts";
import type { Schema } from "./schema-at.ts";

// The schema as it is published. Not by name: it is made where Node is, whose types the page does not know.
const SOURCE = new URL("../../../../src/projects-config/json-schema.ts", import.meta.url).href;
const { projectConfigJsonSchema } = (await import(SOURCE)) as { projectConfigJsonSchema(): unknown };

const KNOWN = {
  schema: projectConfigJsonSchema() as Schema,
  secrets: ["OPENAI_API_KEY"],
  providers: ["openai", "mock"],
};
const MODELS = "chat_models:\n  - model_id: small\n    model: mock/a\n  - model_id: large\n    model: mock/b\n";

function options(text: string): readonly string[] {
  const before = text.slice(0, text.indexOf("¦"));
  const rows = before.split("\n");
  const found = optionsAt(text.replace("¦", ""), rows.length - 1, rows.at(-1)?.length ?? 0, KNOWN);
  return found?.options.map(({ label }) => label) ?? [];
}

describe("what the editor offers", () => {
  it("names of members by the place, without those that are there", () => {
    expect(options("¦")).toContain("chat_models");
    expect(options("routes: {}\n¦")).not.toContain("routes");
    const model = options("chat_models:\n  - model_id: a\n    ¦");
    expect(model).toContain("retry_attempts");
    expect(model).not.toContain("model_id");
    expect(options("routes:\n  r:\n    ¦")).toEqual(expect.arrayContaining(["fallback", "budget_limiting"]));
  });

  it("members of the shape that the type names alone", () => {
    const pii = options("guardrails:\n  - name: x\n    type: pii\n    parameters:\n      ¦");
    expect(pii).toContain("regions");
    expect(pii).not.toContain("ignore_case");
  });

  it.each([
    ["names of models in a route", `${MODELS}routes:\n  r:\n    chat_models: [¦`, ["small", "large"]],
    ["the same, as items", `${MODELS}routes:\n  r:\n    chat_models:\n      - ¦`, ["small", "large"]],
    ["the words that a member may be", `routes:\n  r:\n    strategy: ¦`, ["order", "cost", "latency", "quality"]],
    [
      "a word once, in one spelling",
      `routes:\n  r:\n    fallback:\n      - type: ¦`,
      ["chat", "embedding", "transcription"],
    ],
    ["providers for a model", "chat_models:\n  - model: ¦", ["openai/", "mock/"]],
    ["secrets where any text may be", "chat_models:\n  - credentials:\n      api_key: ¦", ["!secret OPENAI_API_KEY"]],
    ["on or off", "guardrails:\n  - enabled: ¦", ["true", "false"]],
    ["the first item of a list", "chat_models:\n  ¦", ["- model_id"]],
    ["no names where one is given", "chat_models:\n  - model_id: ¦", ["!secret OPENAI_API_KEY"]],
  ])("%s", (_, text, labels) => expect(options(text)).toEqual(labels));

  it("what is written goes on where it can be filled in", () => {
    const found = optionsAt("chat_models:\n  - model_id: a\n    ", 2, 4, KNOWN);
    const textOf = (label: string) => found?.options.find((each) => each.label === label)?.text;
    expect(textOf("credentials")).toBe("credentials:\n      ");
    expect(textOf("retry_attempts")).toBe("retry_attempts: ");
  });
});
