import { completionTokens, count, emptyUsage, promptTokens, type Usage } from "../../canonical/usage.ts";
import type { JsonObject } from "../dialect.ts";
import { countField } from "../form-fields.ts";
import { isObject } from "../read.ts";

/** How many images a request asks for. */
export function imagesAsked(body: JsonObject): number {
  return countField(body, "n") ?? 1;
}

/** Images are charged by piece where the vendor tells no tokens. */
export function usageOfImages(images: number): Usage {
  return { ...emptyUsage(), media: { images } };
}

/**
 * Image usage as disjoint counters beside the number of images; undefined when no tokens are told. Output is image
 * tokens where nothing else is said. (OpenAI API reference, images object, usage.)
 */
export function readTokens(wire: unknown, images: number): Usage | undefined {
  if (!isObject(wire)) return undefined;
  const input = count(wire["input_tokens"]);
  const output = count(wire["output_tokens"]);
  if (input + output === 0) return undefined;
  const seen = tokensIn(wire["input_tokens_details"], "image_tokens") ?? 0;
  const imageInputTokens = Math.min(seen, input);
  const imageOutputTokens = Math.min(tokensIn(wire["output_tokens_details"], "image_tokens") ?? output, output);
  return {
    ...emptyUsage(),
    inputTokens: input - imageInputTokens,
    outputTokens: output - imageOutputTokens,
    media: { images, ...(imageInputTokens > 0 ? { imageInputTokens } : {}), imageOutputTokens },
  };
}

function tokensIn(details: unknown, name: string): number | undefined {
  return isObject(details) && typeof details[name] === "number" ? count(details[name]) : undefined;
}

/** Disjoint counters as image usage; undefined where images were counted by piece alone. */
export function writeTokens(usage: Usage | undefined): JsonObject | undefined {
  if (usage === undefined) return undefined;
  const input = promptTokens(usage);
  const output = completionTokens(usage);
  if (input + output === 0) return undefined;
  const seen = usage.media?.imageInputTokens ?? 0;
  const drawn = usage.media?.imageOutputTokens ?? 0;
  return {
    input_tokens: input,
    output_tokens: output,
    total_tokens: input + output,
    input_tokens_details: { text_tokens: input - seen, image_tokens: seen },
    output_tokens_details: { text_tokens: output - drawn, image_tokens: drawn },
  };
}
