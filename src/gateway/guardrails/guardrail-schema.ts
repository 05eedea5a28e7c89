import { z } from "zod";
import { MATCH_DEFAULT, MATCH_MAX, PATTERN_MAX } from "./compile-pattern.ts";
import { isPhoneRegion } from "./detectors/phone-plans.ts";
import { piiTypeOf } from "./detectors/pii-types.ts";
import { GUARDRAIL_PLACES, MESSAGE_ROLES } from "./guardrail-config.ts";
import { JUDGE_PROMPTS } from "./remote/judge-prompts.ts";

/** Guardrails that one list may have. */
export const GUARDRAILS_MAX = 50;
const VALUES_MAX = 5_000;
const VALUE_MAX = 128;
const PATTERNS_MAX = 50;
const TOPICS_MAX = 50;
const NAME_MAX = 64;
const TEXT_MAX = 1_000;
const PROMPT_MAX = 8_000;

// The database takes neither NUL nor half of a surrogate pair.
const plain = (lengthMax: number) =>
  z
    .string()
    .min(1)
    .max(lengthMax)
    .refine((text) => !text.includes("\0") && text.isWellFormed(), "holds a character that cannot be stored");

const values = z.array(plain(VALUE_MAX)).min(1).max(VALUES_MAX);
const replacement = plain(VALUE_MAX).optional().describe("Stands for what is redacted");
const onError = z.enum(["block", "pass"]).default("block").describe("When no usable answer comes");
const timeout = z.number().min(0.1).max(60).default(10).describe("Seconds");

const everywhere = z.enum(["block", "soft_block", "redact", "warn", "tokenize"]);
const wholeTexts = z.enum(["block", "soft_block", "redact", "warn"]);
const verdicts = z.enum(["block", "soft_block", "warn"]);

const common = {
  name: plain(NAME_MAX).regex(/^\S(.*\S)?$/, "must not begin or end with a blank"),
  where: z.enum(GUARDRAIL_PLACES).default("io"),
  response_message: plain(TEXT_MAX).optional().describe("What callers read when it blocks"),
  description: plain(TEXT_MAX).optional(),
  message_roles: z.array(z.enum(MESSAGE_ROLES)).min(1).optional().describe("Texts of these roles alone"),
  enabled: z.boolean().default(true),
};

const literal = z.strictObject({ values, ignore_case: z.boolean().default(false), replacement });
const piiTypes = z
  .array(
    z.string().refine((name) => piiTypeOf(name) !== undefined, "is no type that can be found: GET /guardrails/types"),
  )
  .min(1)
  .max(VALUES_MAX);
const regions = z
  .array(z.string().refine(isPhoneRegion, "must be a country of two capital letters, such as US"))
  .min(1)
  .max(30)
  .optional()
  .describe("Where telephone numbers without a country are from");

/** One guardrail, with the parameters of its type. Each type's members are named once, here. */
export const guardrailSchema = z.discriminatedUnion("type", [
  z.strictObject({
    ...common,
    type: z.literal("starts_with"),
    behavior: everywhere.default("block"),
    parameters: literal,
  }),
  z.strictObject({
    ...common,
    type: z.literal("ends_with"),
    behavior: everywhere.default("block"),
    parameters: literal,
  }),
  z.strictObject({
    ...common,
    type: z.literal("contains"),
    behavior: everywhere.default("block"),
    parameters: literal,
  }),
  z.strictObject({
    ...common,
    type: z.literal("regex"),
    behavior: everywhere.default("block"),
    parameters: z.strictObject({
      values: z.array(plain(PATTERN_MAX)).min(1).max(PATTERNS_MAX).describe("Patterns of RE2"),
      ignore_case: z.boolean().default(false),
      max_match_length: z
        .int()
        .min(1)
        .max(MATCH_MAX)
        .default(MATCH_DEFAULT)
        .describe("Longest match that is looked for"),
      replacement,
    }),
  }),
  z.strictObject({
    ...common,
    type: z.literal("pii"),
    behavior: everywhere.default("block"),
    parameters: z.strictObject({ types: piiTypes.optional(), regions, replacement }).prefault({}),
  }),
  z.strictObject({
    ...common,
    type: z.literal("presidio_analyzer"),
    behavior: verdicts.default("block"),
    parameters: z.strictObject({ entities: piiTypes.optional(), language: plain(16).optional() }).prefault({}),
  }),
  z.strictObject({
    ...common,
    type: z.literal("presidio_anonymizer"),
    behavior: z.literal("redact").default("redact"),
    parameters: z.strictObject({ entities: piiTypes.optional(), language: plain(16).optional() }).prefault({}),
  }),
  z.strictObject({
    ...common,
    type: z.literal("prompt_injection"),
    behavior: verdicts.default("block"),
    parameters: z
      .strictObject({ threshold: z.number().min(0.1).max(1).default(0.7).describe("Score from which it acts, 0 to 1") })
      .prefault({}),
  }),
  z.strictObject({
    ...common,
    type: z.literal("keywords"),
    behavior: everywhere.default("block"),
    parameters: z.strictObject({ values, ignore_case: z.boolean().default(true), replacement }),
  }),
  z.strictObject({
    ...common,
    type: z.literal("topics"),
    behavior: verdicts.default("block"),
    parameters: z.strictObject({
      topics: z
        .array(z.strictObject({ name: plain(NAME_MAX), values }))
        .min(1)
        .max(TOPICS_MAX),
      min_matches: z.int().min(1).max(100).default(2).describe("Different words of one topic in one text"),
    }),
  }),
  z.strictObject({
    ...common,
    type: z.literal("judge"),
    behavior: wholeTexts.default("block"),
    parameters: z
      .strictObject({
        prompt_ref: z
          .string()
          .refine(
            (name) => JUDGE_PROMPTS.has(name.replace(/\.md$/, "")),
            `must be one of ${[...JUDGE_PROMPTS.keys()].join(", ")}`,
          )
          .optional(),
        prompt: plain(PROMPT_MAX).optional().describe("What is judged, in words, instead of prompt_ref"),
        business_context: plain(PROMPT_MAX).optional().describe("What the business is about"),
        model_id: plain(255),
        fallback_model_id: plain(255).optional(),
        temperature: z.number().min(0).max(2).default(0),
        max_tokens: z.int().min(16).max(4_096).default(100),
        include_reasoning: z.boolean().default(true),
        timeout,
        on_error: onError,
      })
      .refine((one) => (one.prompt_ref === undefined) !== (one.prompt === undefined), {
        message: "needs either prompt_ref or prompt",
        path: ["prompt_ref"],
      }),
  }),
  z.strictObject({
    ...common,
    type: z.literal("http"),
    behavior: wholeTexts.default("block"),
    parameters: z.strictObject({
      url: plain(2_048).describe("Gets {guardrail, where, role, text}, answers {is_triggered, text?}"),
      timeout,
      on_error: onError,
    }),
  }),
]);

export type ReadGuardrail = z.output<typeof guardrailSchema>;
