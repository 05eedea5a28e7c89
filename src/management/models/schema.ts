import { z } from "@hono/zod-openapi";
import { id } from "../http/fields.ts";

export const modelsQuery = z.object({
  organizationId: id.optional().openapi({ description: "Needed by those who belong to several" }),
  projectId: id.optional().openapi({ description: "As this project may use them, by its mode; all keys when absent" }),
});

const perMillion = z.number().openapi({ description: "US dollars a million tokens" });
const tokens = {
  inputUsdPerMillion: perMillion,
  outputUsdPerMillion: perMillion,
  cacheReadUsdPerMillion: perMillion.nullable().openapi({ description: "Null: as fresh input" }),
  cacheWriteUsdPerMillion: perMillion.nullable().openapi({ description: "Null: as fresh input" }),
};

const pricing = z
  .object({
    ...tokens,
    reasoningUsdPerMillion: perMillion.nullable().openapi({ description: "Null: as output" }),
    tiers: z
      .array(z.object({ aboveInputTokens: z.int(), ...tokens }))
      .openapi({ description: "Hold for the whole request once its input exceeds a size" }),
    units: z
      .array(z.object({ unit: z.string().openapi({ example: "image" }), usd: z.number() }))
      .openapi({ description: "What is charged beside tokens of text: US dollars for one token, second or piece" }),
    variesByHour: z.boolean(),
    source: z.string().nullable(),
  })
  .openapi("ModelPricing");

export type Pricing = z.output<typeof pricing>;

const offering = z
  .object({
    provider: z.string(),
    model: z.string().openapi({ example: "openai/gpt-4o-mini", description: "The model string that asks for it" }),
    nativeId: z.string(),
    contextTokens: z.int().nullable(),
    maxOutputTokens: z.int().nullable(),
    capabilities: z.array(z.string()),
    regions: z.array(z.string()).nullable(),
    pricing: pricing.nullable().openapi({ description: "Null: not known, which is not the same as free" }),
    paidBy: z
      .enum(["own-key", "credits", "none"])
      .nullable()
      .openapi({ description: "Whose key would be used first; `none`: nobody pays; null: not connected" }),
  })
  .openapi("ModelOffering");

const model = z
  .object({
    id: z.string().openapi({ example: "gpt-4o-mini" }),
    name: z.string(),
    family: z.string().nullable(),
    operation: z.string().openapi({ example: "chat" }),
    aliases: z.array(z.string()),
    contextTokens: z.int().nullable(),
    maxOutputTokens: z.int().nullable(),
    input: z.array(z.string()),
    output: z.array(z.string()),
    capabilities: z.array(z.string()),
    efforts: z.array(z.string()).nullable(),
    quality: z.object({ score: z.number(), source: z.string() }).nullable(),
    releasedOn: z.string().nullable(),
    deprecatedOn: z.string().nullable(),
    offerings: z.array(offering),
  })
  .openapi("CatalogModel");

export type ModelView = z.output<typeof model>;

export const modelsAnswer = z
  .object({ models: z.array(model), nextCursor: z.null(), catalogVersion: z.string() })
  .openapi("CatalogModelList");
