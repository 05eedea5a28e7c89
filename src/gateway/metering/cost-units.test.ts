import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyUsage, type MediaUsage, type Usage } from "../../canonical/usage.ts";
import type { Price } from "../../catalog/types.ts";
import { costNanos } from "./cost.ts";

const price = (more: Partial<Price> = {}): Price => ({ from: "1970-01-01", inputPico: 0, outputPico: 0, ...more });
const used = (media: MediaUsage, more: Partial<Usage> = {}): Usage => ({ ...emptyUsage(), ...more, media });
const TOKENS = { inputPico: 5_000_000, outputPico: 40_000_000 };

describe("units beside tokens of text", () => {
  it.each<[string, Price, Usage, number | null]>([
    ["images by piece", price({ imageNanos: 40_000_000 }), used({ images: 3 }), 120_000_000],
    [
      "image tokens at their own prices",
      price({ ...TOKENS, inputImagePico: 10_000_000, outputImagePico: 32_000_000 }),
      used({ images: 1, imageInputTokens: 10, imageOutputTokens: 100 }, { inputTokens: 4 }),
      20_000 + 100_000 + 3_200_000,
    ],
    [
      "image tokens as text tokens where they have no price",
      price(TOKENS),
      used({ images: 1, imageInputTokens: 1, imageOutputTokens: 100 }),
      5_000 + 4_000_000,
    ],
    ["images without tokens at a price by token: unknown", price(TOKENS), used({ images: 1 }), null],
    [
      "pieces and tokens, where both have a price",
      price({ ...TOKENS, imageNanos: 7 }),
      used({ images: 2 }, { inputTokens: 1 }),
      5_014,
    ],
    ["a minute of audio", price({ audioSecondPico: 100_000_000 }), used({ audioInputMs: 60_000 }), 6_000_000],
    ["part of a second", price({ audioSecondPico: 30_833_333 }), used({ audioInputMs: 1 }), 31],
    [
      "audio at a price by token: unknown",
      price({ ...TOKENS, inputAudioPico: 6_000_000 }),
      used({ audioInputMs: 5 }),
      null,
    ],
    [
      "audio tokens",
      price({ ...TOKENS, inputAudioPico: 6_000_000 }),
      used({ audioInputTokens: 10 }, { outputTokens: 1 }),
      100_000,
    ],
    [
      "spoken tokens as output",
      price(TOKENS),
      used({ audioOutputTokens: 10, characters: 4 }, { inputTokens: 2 }),
      410_000,
    ],
    ["characters", price({ inputCharacterPico: 15_000_000 }), used({ characters: 1_000 }), 15_000_000],
    ["characters at a price by token: unknown", price(TOKENS), used({ characters: 1_000 }), null],
    ["search units", price({ searchUnitNanos: 2_000_000 }), used({ searches: 3 }), 6_000_000],
    [
      "tokens at a price by piece: unknown",
      price({ searchUnitNanos: 2_000_000 }),
      { ...emptyUsage(), inputTokens: 9 },
      null,
    ],
    ["nothing at a price by piece", price({ searchUnitNanos: 2_000_000 }), emptyUsage(), 0],
    ["pieces that are free", price({ imageNanos: 0 }), used({ images: 1 }), 0],
    ["tokens where pieces are free", price({ audioSecondPico: 0 }), used({}, { inputTokens: 9 }), 0],
    ["pieces nobody has a price for: unknown", price(), used({ searches: 1 }), null],
    ["another unit than the price's: unknown", price({ audioSecondPico: 5 }), used({ characters: 1 }), null],
    ["counters of nothing", price(TOKENS), used({ images: 0, characters: 0 }), 0],
  ])("%s", (_name, at, usage, nanos) => {
    expect(costNanos(at, usage)).toBe(nanos);
  });

  it("are exact, as integers without end compute them", () => {
    const figure = fc.record({
      audioInputMs: fc.nat(36_000_000),
      characters: fc.nat(1_000_000),
      images: fc.nat(100),
      searches: fc.nat(1_000),
    });
    fc.assert(
      fc.property(
        figure,
        fc.nat(200_000_000),
        fc.nat(60_000_000),
        fc.nat(1_000_000_000),
        (media, second, character, each) => {
          const at = price({
            audioSecondPico: second,
            inputCharacterPico: character,
            imageNanos: each,
            searchUnitNanos: each,
          });
          const milliPico =
            BigInt(media.audioInputMs) * BigInt(second) + 1000n * BigInt(media.characters) * BigInt(character);
          fc.pre(milliPico / 1000n < BigInt(Number.MAX_SAFE_INTEGER));
          const pieces = BigInt(media.images + media.searches) * BigInt(each);
          expect(BigInt(costNanos(at, used(media)) ?? -1)).toBe((milliPico + 500_000n) / 1_000_000n + pieces);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
