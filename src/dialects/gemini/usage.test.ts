import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completionTokens, promptTokens } from "../../canonical/usage.ts";
import { readUsage, writeUsage } from "./usage.ts";

const text = { cacheWriteTokens: 0, cacheWriteLongTokens: 0 };

describe("usageMetadata", () => {
  it.each<[string, object, object | undefined]>([
    [
      "counts the cache within the prompt, tools beside it, and thoughts beside the candidates",
      {
        promptTokenCount: 100,
        cachedContentTokenCount: 30,
        toolUsePromptTokenCount: 7,
        candidatesTokenCount: 20,
        thoughtsTokenCount: 5,
        totalTokenCount: 132,
      },
      { ...text, inputTokens: 77, cacheReadTokens: 30, outputTokens: 20, reasoningTokens: 5 },
    ],
    [
      "tells images that were made, and sound, apart",
      {
        promptTokenCount: 50,
        cachedContentTokenCount: 10,
        promptTokensDetails: [
          { modality: "TEXT", tokenCount: 10 },
          { modality: "IMAGE", tokenCount: 10 },
          { modality: "AUDIO", tokenCount: 30 },
        ],
        cacheTokensDetails: [{ modality: "AUDIO", tokenCount: 10 }],
        candidatesTokenCount: 1_300,
        candidatesTokensDetails: [{ modality: "IMAGE", tokenCount: 1_290 }],
      },
      {
        ...text,
        inputTokens: 20,
        cacheReadTokens: 10,
        outputTokens: 10,
        reasoningTokens: 0,
        media: { audioInputTokens: 20, imageOutputTokens: 1_290 },
      },
    ],
    ["tells nothing without counters", { trafficType: "ON_DEMAND" }, undefined],
    [
      "has a cache that is larger than the prompt beside it",
      { promptTokenCount: 5, cachedContentTokenCount: 9 },
      { ...text, inputTokens: 5, cacheReadTokens: 9, outputTokens: 0, reasoningTokens: 0 },
    ],
    [
      "may be senseless",
      { promptTokenCount: -5, candidatesTokenCount: "9", thoughtsTokenCount: null, promptTokensDetails: [null, 5] },
      { ...text, inputTokens: 0, cacheReadTokens: 0, outputTokens: 0, reasoningTokens: 0 },
    ],
  ])("%s", (_name, wire, expected) => {
    expect(readUsage(wire)).toEqual(expected);
  });

  it.each([undefined, null, 5, "x", []])("is not %j", (wire) => {
    expect(readUsage(wire)).toBeUndefined();
  });

  it("is disjoint: the parts add up to the total, whatever the counters (trap 7)", () => {
    const n = fc.nat(1_000_000);
    fc.assert(
      fc.property(n, n, n, n, n, n, n, (prompt, cached, tool, candidates, thoughts, audio, image) => {
        const usage = readUsage({
          promptTokenCount: prompt + cached,
          cachedContentTokenCount: cached,
          toolUsePromptTokenCount: tool,
          candidatesTokenCount: candidates,
          thoughtsTokenCount: thoughts,
          promptTokensDetails: [{ modality: "AUDIO", tokenCount: audio }],
          candidatesTokensDetails: [
            { modality: "IMAGE", tokenCount: image },
            { modality: "AUDIO", tokenCount: audio },
          ],
        });
        expect(usage && promptTokens(usage)).toBe(prompt + cached + tool);
        expect(usage && completionTokens(usage)).toBe(candidates + thoughts);
        for (const value of Object.values({ ...usage, ...usage?.media })) {
          if (typeof value === "number") expect(value).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it("written and read again is the same", () => {
    const n = fc.nat(100_000);
    const arbitrary = fc.record({
      inputTokens: n,
      cacheReadTokens: n,
      cacheWriteTokens: fc.constant(0),
      cacheWriteLongTokens: fc.constant(0),
      outputTokens: n,
      reasoningTokens: n,
      media: fc.record({ audioInputTokens: n, imageOutputTokens: n, audioOutputTokens: n }),
    });
    fc.assert(
      fc.property(arbitrary, (usage) => {
        const { media, ...rest } = usage;
        const some = Object.entries(media).filter(([, tokens]) => tokens > 0);
        const expected = some.length === 0 ? rest : { ...rest, media: Object.fromEntries(some) };
        expect(readUsage(writeUsage(usage))).toEqual(expected);
      }),
    );
  });

  it("counts input that was written into a cache as fresh: the wire has no word for it", () => {
    const usage = {
      ...text,
      cacheWriteTokens: 4,
      inputTokens: 1,
      cacheReadTokens: 2,
      outputTokens: 3,
      reasoningTokens: 0,
    };
    expect(writeUsage(usage)).toEqual({
      promptTokenCount: 7,
      cachedContentTokenCount: 2,
      candidatesTokenCount: 3,
      totalTokenCount: 10,
    });
  });
});
