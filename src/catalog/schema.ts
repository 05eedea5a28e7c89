import { z } from "zod";

/**
 * Shapes of catalogue data that comes from outside the process: the refresh feed, the operator's overrides, and this
 * repository's own files. Whole-catalogue rules (unique ids, ascending dates) are in load.ts.
 */

/** 10,000 USD per token: beyond any real price, and far enough from 2^53 that token counts still multiply exactly. */
const MAX_PICO = 1e16;

const pico = z.int().min(0).max(MAX_PICO);
const tokens = z.int().min(1).max(1_000_000_000);
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, "must be a day as YYYY-MM-DD")
  .refine((value) => !Number.isNaN(Date.parse(value)), "is not a day of the calendar");
const minute = z.int().min(0).max(1440);

/** Catalogue ids stand after a slash in model strings, so they hold none. */
const modelId = z.string().regex(/^[a-z0-9][a-z0-9._:@-]{0,127}$/i, "must be letters, digits and ._:@- only");
/** Native names may hold slashes, never spaces or control characters. */
const nativeId = z.string().regex(/^[\x21-\x7e]{1,256}$/, "must be printable ASCII without spaces");
const providerId = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be kebab-case");

const modality = z.enum(["text", "image", "audio", "video", "pdf", "embedding", "scores"]);
const capability = z.enum([
  "tools",
  "parallel-tools",
  "json-mode",
  "json-schema",
  "reasoning",
  "prompt-cache",
  "prefill",
]);
const effort = z.enum(["none", "minimal", "low", "medium", "high", "xhigh", "max"]);

const tierShape = {
  aboveInputTokens: tokens,
  inputPico: pico,
  outputPico: pico,
  cacheReadPico: pico.optional(),
  cacheWritePico: pico.optional(),
  cacheWriteLongPico: pico.optional(),
};

const priceShape = {
  from: day,
  inputPico: pico,
  outputPico: pico,
  cacheReadPico: pico.optional(),
  cacheWritePico: pico.optional(),
  cacheWriteLongPico: pico.optional(),
  reasoningPico: pico.optional(),
  requestNanos: pico.optional(),
  imageNanos: pico.optional(),
  inputImagePico: pico.optional(),
  outputImagePico: pico.optional(),
  inputAudioPico: pico.optional(),
  outputAudioPico: pico.optional(),
  audioSecondPico: pico.optional(),
  inputCharacterPico: pico.optional(),
  searchUnitNanos: pico.optional(),
  tiers: z.array(z.strictObject(tierShape)).optional(),
  source: z.string().max(500).optional(),
};

const windowShape = { fromMinute: minute, untilMinute: minute, price: z.strictObject(priceShape) };
const price = z.strictObject({ ...priceShape, windows: z.array(z.strictObject(windowShape)).optional() });

const regions = z.array(z.string().min(1).max(64)).optional();

const offeringShape = {
  provider: providerId,
  nativeId,
  versions: z.array(nativeId).optional(),
  without: z.array(capability).optional(),
  toolEfforts: z.array(effort).optional(),
  contextTokens: tokens.optional(),
  maxOutputTokens: tokens.optional(),
  regions,
  variants: z
    .array(z.strictObject({ nativeIds: z.array(nativeId).min(1), regions, prices: z.array(price) }))
    .optional(),
  prices: z.array(price),
};

const modelShape = {
  id: modelId,
  name: z.string().min(1).max(200),
  family: z.string().max(100).optional(),
  operation: z.enum(["chat", "embed", "image", "moderate", "rerank", "speech", "transcribe"]),
  aliases: z.array(modelId).optional(),
  contextTokens: tokens.optional(),
  maxOutputTokens: tokens.optional(),
  input: z.array(modality),
  output: z.array(modality),
  capabilities: z.array(capability),
  sampling: z.boolean().optional(),
  efforts: z.array(effort).optional(),
  reasoningStyle: z.enum(["effort", "budget", "adaptive"]).optional(),
  dimensions: z.int().min(1).max(100_000).optional(),
  quality: z.strictObject({ score: z.number().min(0).max(1), source: z.string().min(1).max(500) }).optional(),
  releasedOn: day.optional(),
  deprecatedOn: day.optional(),
};

/** A whole catalogue. Unknown fields are refused: a misspelt price must not be a missing price. */
export const catalogSchema = z.strictObject({
  version: z.string().min(1).max(100),
  models: z.array(z.strictObject({ ...modelShape, offerings: z.array(z.strictObject(offeringShape)) })).max(20_000),
});

const offeringOverride = z.strictObject({
  ...z.object(offeringShape).partial().shape,
  provider: providerId,
  remove: z.literal(true).optional(),
});

/**
 * Changes to a catalogue: models by id, offerings by provider, prices by first day. What is not named stays. `sources`
 * says where facts were read and when; it is documentation and not merged.
 */
export const overridesSchema = z.strictObject({
  $comment: z.string().optional(),
  models: z.array(
    z.strictObject({
      ...z.object(modelShape).partial().shape,
      id: modelId,
      remove: z.literal(true).optional(),
      sources: z.array(z.string().min(1).max(500)).optional(),
      offerings: z.array(offeringOverride).optional(),
    }),
  ),
});

export type CatalogOverrides = z.infer<typeof overridesSchema>;
export type ModelOverride = CatalogOverrides["models"][number];
export type OfferingOverride = NonNullable<ModelOverride["offerings"]>[number];

const MAX_PROBLEMS = 20;

/** Problems of a failed parse as sentences with paths: `models[3].offerings[0].prices[0].inputPico: …`. */
export function schemaProblems(error: z.ZodError): string[] {
  const problems = error.issues.slice(0, MAX_PROBLEMS).map((issue) => {
    const path = issue.path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
    return `${path.replace(/^\./, "") || "catalogue"}: ${issue.message}`;
  });
  const more = error.issues.length - problems.length;
  return more > 0 ? [...problems, `and ${more} more`] : problems;
}
