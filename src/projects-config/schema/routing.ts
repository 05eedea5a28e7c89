import { z } from "zod";
import { id, PROMPT_MAX, share, url } from "./text.ts";

const RULES_MAX = 200;
const CONDITIONS_MAX = 200;
const condition = z.string().trim().min(1).max(2_000);
const conditions = z.array(condition).min(1).max(CONDITIONS_MAX);

const common = {
  name: id.describe("What routes call it"),
  default_model_id: id.describe("Model when nothing fits, or a decision fails"),
};

function mapping<T extends z.ZodType>(when: T) {
  return z
    .array(z.strictObject({ model_id: id, conditions: when }))
    .min(1)
    .max(RULES_MAX);
}

const count = z.int().min(0).max(1e9);
const tokenRange = z
  .strictObject({
    gte: count.optional(),
    lte: count.optional(),
    between: z.tuple([count, count]).optional().describe("Both ends included"),
  })
  .refine(
    (one) => Object.values(one).filter((end) => end !== undefined).length === 1,
    "needs one of gte, lte and between",
  )
  .refine(({ between }) => between === undefined || between[0] <= between[1], {
    path: ["between"],
    message: "must begin with the smaller number",
  });

const deterministic = { ...common, type: z.literal("deterministic") };
const timeout = z.number().min(0.05).max(60).describe("Seconds");

/** How the model of a request is chosen. */
export const routingSchema = z
  .discriminatedUnion("type", [
    z.discriminatedUnion("rule", [
      z.strictObject({
        ...deterministic,
        rule: z.literal("keyword"),
        output_mapping: mapping(
          conditions.describe("Text in the last user message, in any case; the first entry that fits"),
        ),
      }),
      z.strictObject({
        ...deterministic,
        rule: z.literal("token_length"),
        output_mapping: mapping(tokenRange.describe("Tokens of the last user message")),
      }),
      z.strictObject({
        ...deterministic,
        rule: z.literal("context_length"),
        output_mapping: mapping(tokenRange.describe("Tokens of all messages")),
      }),
      z.strictObject({
        ...deterministic,
        rule: z.literal("time"),
        output_mapping: mapping(
          conditions.describe("Cron expressions that fit this minute in UTC; the first entry that fits"),
        ),
      }),
      z.strictObject({
        ...deterministic,
        rule: z.literal("budget"),
        output_mapping: mapping(
          z.strictObject({
            threshold: share.describe("Share of the route's budget that is used; the highest that is reached"),
          }),
        ),
      }),
    ]),
    z.strictObject({
      ...common,
      type: z.literal("text_classification"),
      url: url.describe("Gets MLflow's dataframe_records with the last user message as inputs"),
      timeout: timeout.default(5),
      output_mapping: mapping(conditions.describe("Classes of the classifier")),
    }),
    z.strictObject({
      ...common,
      type: z.literal("semantic"),
      embedding_model_id: id,
      similarity_threshold: share.default(0.35),
      output_mapping: mapping(conditions.describe("What people may say, five to ten examples")),
    }),
    z.strictObject({
      ...common,
      type: z.literal("llm"),
      model_id: id.describe("Chat model that decides"),
      instructions: z.string().min(1).max(PROMPT_MAX).optional().describe("What else it should know"),
      timeout: timeout.default(5),
      output_mapping: mapping(conditions.describe("Requests for this model, described in words")),
    }),
  ])
  .meta({ title: "Routing" });

export const routingsSchema = z.array(routingSchema).max(RULES_MAX);
export type ConfigRouting = z.output<typeof routingSchema>;
