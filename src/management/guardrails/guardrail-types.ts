import { z } from "@hono/zod-openapi";
import { DEFAULT_PII_TYPES, PII_TYPES } from "../../gateway/guardrails/detectors/pii-types.ts";
import {
  GUARDRAIL_BEHAVIORS,
  type GuardrailBehavior,
  type GuardrailType,
} from "../../gateway/guardrails/guardrail-config.ts";
import { guardrailSchema } from "../../gateway/guardrails/guardrail-schema.ts";
import { JUDGE_PROMPTS } from "../../gateway/guardrails/remote/judge-prompts.ts";
import type { guardrailTypesAnswer } from "./schema.ts";

const DESCRIPTIONS: Readonly<Record<GuardrailType, string>> = {
  starts_with: "The text begins with one of these values",
  ends_with: "The text ends with one of these values",
  contains: "The text has one of these values anywhere",
  regex: "The text matches a pattern of RE2, in linear time",
  pii: "Personal data and secrets, with their check digits",
  presidio_analyzer: "The same as pii, with Presidio's names of entities",
  presidio_anonymizer: "The same, always redacted",
  prompt_injection: "Attempts to take over the model, in several languages and disguises",
  keywords: "Words and phrases, where they stand as whole words",
  topics: "Several different words of one topic",
  judge: "A model of the gateway judges the text",
  http: "A service of yours judges the text",
};

/** Every type with what it may do and its parameters, read from the schema that checks them. */
export function listGuardrailTypes(): z.output<typeof guardrailTypesAnswer> {
  return {
    types: guardrailSchema.options.map(({ shape }) => {
      const type = shape.type.value;
      const behaviors = GUARDRAIL_BEHAVIORS.filter((one: GuardrailBehavior) => shape.behavior.safeParse(one).success);
      const { $schema: _, ...parameters } = z.toJSONSchema(shape.parameters, { io: "input" });
      return { type, description: DESCRIPTIONS[type], behaviors, parameters };
    }),
    piiTypes: [...PII_TYPES].map(([type, { description }]) => ({
      type,
      description,
      default: DEFAULT_PII_TYPES.includes(type),
    })),
    judgePrompts: [...JUDGE_PROMPTS.keys()],
  };
}
