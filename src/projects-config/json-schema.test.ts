import { describe, expect, it } from "vitest";
import { z } from "zod";
import { projectConfigJsonSchema } from "./json-schema.ts";

const SCHEMA = projectConfigJsonSchema("https://gateway.example.com/schemas/project-config.json");

describe("the JSON Schema for editors", () => {
  it("has an address, titles and descriptions", () => {
    expect(SCHEMA).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      $id: "https://gateway.example.com/schemas/project-config.json",
      title: "Project configuration",
      type: "object",
      required: ["routes"],
      additionalProperties: false,
    });
    expect(SCHEMA["description"]).toContain("!secret");
    expect(JSON.stringify(SCHEMA)).not.toMatch(/"title":"(undefined|)"/);
    const described = JSON.stringify(SCHEMA).match(/"description"/g)?.length ?? 0;
    expect(described).toBeGreaterThan(50);
  });

  it.each([
    ["unknown members", { routes: {}, route: {} }],
    ["unknown members inside", { routes: { a: { chat_modles: ["x"] } } }],
    ["other kinds of values", { routes: { a: { retries: "many" } } }],
    ["unknown words", { routes: { a: { recovery: "some" } } }],
    ["no routes", { chat_models: [] }],
  ])("refuses %s", (_, value) => {
    expect(z.fromJSONSchema(SCHEMA as never).safeParse(value).success).toBe(false);
  });
});
