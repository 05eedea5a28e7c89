import { describe, expect, it } from "vitest";
import { Warnings } from "../../canonical/warning.ts";
import { isGatewayError } from "../../errors/gateway-error.ts";
import type { JsonObject } from "../dialect.ts";
import { geminiSchema, SchemaPlace } from "./json-schema.ts";

function write(schema: JsonObject): { schema: JsonObject; warned: number } {
  const warnings = new Warnings();
  return { schema: geminiSchema(schema, new SchemaPlace("tools", warnings)), warned: warnings.list.length };
}

describe("a JSON Schema for Gemini (trap 13)", () => {
  it.each<[string, JsonObject, JsonObject]>([
    [
      "says nothing of itself",
      { $schema: "http://json-schema.org/draft-07/schema#", $id: "x", type: "object" },
      { type: "object" },
    ],
    [
      "has its references written out, with what stands beside them",
      {
        type: "object",
        properties: { a: { $ref: "#/$defs/A", description: "d" }, b: { items: { $ref: "#/definitions/B~1x" } } },
        $defs: { A: { type: "string", description: "other" } },
        definitions: { "B/x": { anyOf: [{ $ref: "#/$defs/A" }, { type: "null" }] } },
      },
      {
        type: "object",
        properties: {
          a: { type: "string", description: "d" },
          b: { items: { anyOf: [{ type: "string", description: "other" }, { type: "null" }] } },
        },
      },
    ],
    [
      "has constants as lists of one, and tuples by their newer name",
      { properties: { a: { const: 1 }, b: { items: [{ const: "x" }] } } },
      { properties: { a: { enum: [1] }, b: { prefixItems: [{ enum: ["x"] }] } } },
    ],
    [
      "keeps properties that are called like keywords, and values as they are",
      {
        properties: { $ref: { type: "string" }, const: { type: "number" } },
        default: { $ref: "#/x", const: 1 },
        enum: [{ const: 2 }],
      },
      {
        properties: { $ref: { type: "string" }, const: { type: "number" } },
        default: { $ref: "#/x", const: 1 },
        enum: [{ const: 2 }],
      },
    ],
    [
      "keeps true and false",
      { additionalProperties: false, items: true },
      { additionalProperties: false, items: true },
    ],
  ])("%s", (_name, given, expected) => {
    expect(write(given)).toEqual({ schema: expected, warned: 0 });
  });

  it("is cut where it holds itself, with a warning", () => {
    const tree = {
      type: "object",
      properties: { next: { $ref: "#" }, kids: { type: "array", items: { $ref: "#/$defs/K" } } },
    };
    const { schema, warned } = write({
      ...tree,
      $defs: { K: { type: "object", properties: { k: { $ref: "#/$defs/K" } } } },
    });
    expect(JSON.stringify(schema)).not.toContain("$ref");
    expect(schema).toMatchObject({ properties: { kids: { items: { properties: { k: { type: "object" } } } } } });
    expect(warned).toBe(1);
  });

  it("warns of references to other documents", () => {
    expect(write({ properties: { a: { $ref: "https://x.y/z", title: "t" } } })).toEqual({
      schema: { properties: { a: { title: "t" } } },
      warned: 1,
    });
  });

  it("is refused when its references stand for billions", () => {
    const $defs: JsonObject = { d0: { type: "string" } };
    for (let i = 1; i < 40; i += 1) {
      const properties = { a: { $ref: `#/$defs/d${i - 1}` }, b: { $ref: `#/$defs/d${i - 1}` } };
      $defs[`d${i}`] = { type: "object", properties };
    }
    let thrown: unknown;
    try {
      write({ $ref: "#/$defs/d39", $defs });
    } catch (error) {
      thrown = error;
    }
    expect(isGatewayError(thrown) && [thrown.code, thrown.param]).toEqual(["invalid_parameters", "tools"]);
  });

  it("keeps a member that JavaScript has a meaning for", () => {
    const given = JSON.parse('{"type":"object","properties":{"__proto__":{"const":1}}}') as JsonObject;
    expect(JSON.stringify(write(given).schema)).toBe('{"type":"object","properties":{"__proto__":{"enum":[1]}}}');
  });
});
