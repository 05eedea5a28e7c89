import { completionTokens, count, type MediaUsage, promptTokens, type Usage } from "../../canonical/usage.ts";
import { isObject } from "../read.ts";
import type { WireModality, WireUsage } from "./wire.ts";

const COUNTERS = ["promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount", "totalTokenCount"];

/**
 * `usageMetadata` as disjoint counters; undefined for one without counters, as Vertex sends before the last chunk. The
 * prompt includes the cache, results of tools that ran at Google are beside it, and the candidates exclude thoughts
 * (Gemini API reference, UsageMetadata). Google prices images and video that are read as text, audio not.
 */
export function readUsage(wire: unknown): Usage | undefined {
  if (!isObject(wire) || !COUNTERS.some((name) => typeof wire[name] === "number")) return undefined;
  const cached = count(wire["cachedContentTokenCount"]);
  const fresh = without(count(wire["promptTokenCount"]), cached) + count(wire["toolUsePromptTokenCount"]);
  const heard = without(tokensOf(wire["promptTokensDetails"], "AUDIO"), tokensOf(wire["cacheTokensDetails"], "AUDIO"));
  const audioInputTokens = Math.min(heard, fresh);
  const output = count(wire["candidatesTokenCount"]);
  const imageOutputTokens = Math.min(tokensOf(wire["candidatesTokensDetails"], "IMAGE"), output);
  const spoken = tokensOf(wire["candidatesTokensDetails"], "AUDIO");
  const audioOutputTokens = Math.min(spoken, output - imageOutputTokens);
  const media = mediaOf({ audioInputTokens, imageOutputTokens, audioOutputTokens });
  return {
    inputTokens: fresh - audioInputTokens,
    cacheReadTokens: cached,
    cacheWriteTokens: 0,
    cacheWriteLongTokens: 0,
    outputTokens: output - imageOutputTokens - audioOutputTokens,
    reasoningTokens: count(wire["thoughtsTokenCount"]),
    ...(media === undefined ? {} : { media }),
  };
}

/** A total without one of its parts; what is larger than the total was never a part of it. */
function without(total: number, part: number): number {
  return part <= total ? total - part : total;
}

function tokensOf(details: unknown, modality: string): number {
  if (!Array.isArray(details)) return 0;
  let tokens = 0;
  for (const detail of details) {
    if (isObject(detail) && detail["modality"] === modality) tokens += count(detail["tokenCount"]);
  }
  return tokens;
}

function mediaOf(counters: Readonly<Record<string, number>>): MediaUsage | undefined {
  const counted = Object.entries(counters).filter(([, tokens]) => tokens > 0);
  return counted.length === 0 ? undefined : Object.fromEntries(counted);
}

/** Disjoint counters as `usageMetadata`. */
export function writeUsage(usage: Usage): WireUsage {
  const prompt = promptTokens(usage);
  const completion = completionTokens(usage);
  const { media = {} } = usage;
  const input = detailsOf(prompt, media.imageInputTokens, media.audioInputTokens);
  const candidates = completion - usage.reasoningTokens;
  const output = detailsOf(candidates, media.imageOutputTokens, media.audioOutputTokens);
  return {
    promptTokenCount: prompt,
    ...(usage.cacheReadTokens > 0 ? { cachedContentTokenCount: usage.cacheReadTokens } : {}),
    candidatesTokenCount: candidates,
    ...(usage.reasoningTokens > 0 ? { thoughtsTokenCount: usage.reasoningTokens } : {}),
    totalTokenCount: prompt + completion,
    ...(input === undefined ? {} : { promptTokensDetails: input }),
    ...(output === undefined ? {} : { candidatesTokensDetails: output }),
  };
}

/** How a total splits over modalities; undefined where all is text. */
function detailsOf(total: number, image = 0, audio = 0): WireModality[] | undefined {
  if (image + audio === 0) return undefined;
  const all: WireModality[] = [
    { modality: "TEXT", tokenCount: total - image - audio },
    { modality: "IMAGE", tokenCount: image },
    { modality: "AUDIO", tokenCount: audio },
  ];
  return all.filter(({ tokenCount }) => tokenCount > 0);
}
