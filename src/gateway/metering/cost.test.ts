import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyUsage, type Usage } from "../../canonical/usage.ts";
import type { Price } from "../../catalog/types.ts";
import { costNanos, dollars, dollarText, feeNanos } from "./cost.ts";

const price = (more: Partial<Price> = {}): Price => ({
  from: "1970-01-01",
  inputPico: 2_500_000,
  outputPico: 10_000_000,
  ...more,
});
const usage = (more: Partial<Usage>): Usage => ({ ...emptyUsage(), ...more });

describe("costNanos", () => {
  const cached = { cacheReadPico: 1_250_000, cacheWritePico: 3_125_000, cacheWriteLongPico: 5_000_000 };
  const tiers = [
    { aboveInputTokens: 100, inputPico: 5_000_000, outputPico: 20_000_000 },
    { aboveInputTokens: 200, inputPico: 7_000_000, outputPico: 30_000_000, cacheReadPico: 1_000_000 },
  ];
  it.each<[string, Price, Partial<Usage>, number]>([
    ["nothing", price(), {}, 0],
    ["a request price alone", price({ requestNanos: 5_000_000 }), {}, 5_000_000],
    ["input and output", price(), { inputTokens: 100, outputTokens: 10 }, 350_000],
    ["reasoning as output where it has no price", price(), { reasoningTokens: 10 }, 100_000],
    [
      "reasoning at its own price",
      price({ reasoningPico: 3_000_000 }),
      { reasoningTokens: 10, outputTokens: 1 },
      40_000,
    ],
    [
      "cache as fresh input where it has no price",
      price(),
      { cacheReadTokens: 1, cacheWriteTokens: 2, cacheWriteLongTokens: 4 },
      17_500,
    ],
    [
      "cache at its prices",
      price(cached),
      { cacheReadTokens: 1, cacheWriteTokens: 2, cacheWriteLongTokens: 4 },
      27_500,
    ],
    [
      "a long write at the price of a short one",
      price({ cacheWritePico: 3_000_000 }),
      { cacheWriteLongTokens: 2 },
      6_000,
    ],
    ["free cache reads", price({ cacheReadPico: 0 }), { cacheReadTokens: 9 }, 0],
    ["the base up to a tier's edge", price({ tiers }), { inputTokens: 100 }, 250_000],
    ["the whole request above it", price({ tiers }), { inputTokens: 101, outputTokens: 1 }, 525_000],
    ["a tier chosen by all input", price({ tiers }), { inputTokens: 1, cacheReadTokens: 200 }, 207_000],
    [
      "a tier without a cache price: at its own input price",
      price({ ...cached, tiers }),
      { inputTokens: 1, cacheWriteTokens: 100 },
      505_000,
    ],
    ["half up, once for the sum", price({ inputPico: 250, outputPico: 250 }), { inputTokens: 1, outputTokens: 1 }, 1],
    ["below half down", price({ inputPico: 499, outputPico: 0 }), { inputTokens: 1 }, 0],
  ])("%s", (_name, at, used, nanos) => {
    expect(costNanos(at, usage(used))).toBe(nanos);
  });

  const tokens = fc.nat(2_000_000);
  const pico = fc.nat(600_000_000);
  it("is exact, as integers without end compute it", () => {
    fc.assert(
      fc.property(
        fc.tuple(tokens, tokens, tokens, tokens, tokens, tokens),
        fc.tuple(pico, pico, pico, pico, pico, pico),
        fc.nat(10_000_000_000),
        (t, p, requestNanos) => {
          const exact = t.reduce((sum, count, i) => sum + BigInt(count) * BigInt(p[i] ?? 0), 0n);
          fc.pre(exact <= BigInt(Number.MAX_SAFE_INTEGER) - 500n);
          const at = price({
            inputPico: p[0],
            cacheReadPico: p[1],
            cacheWritePico: p[2],
            cacheWriteLongPico: p[3],
            outputPico: p[4],
            reasoningPico: p[5],
            requestNanos,
          });
          const used = {
            inputTokens: t[0],
            cacheReadTokens: t[1],
            cacheWriteTokens: t[2],
            cacheWriteLongTokens: t[3],
            outputTokens: t[4],
            reasoningTokens: t[5],
          };
          expect(BigInt(costNanos(at, used) ?? -1)).toBe((exact + 500n) / 1000n + BigInt(requestNanos));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe("feeNanos", () => {
  it.each([
    [0, 5, 0],
    [1_000_000, 5, 50_000],
    [10, 5, 1],
    [9, 5, 0],
    [1_000, 5.5, 55],
    [1_000_000, 0.001, 10],
    [1_000_000, 2.675, 26_750],
    [123_456_789, 0, 0],
    [123_456_789, 100, 123_456_789],
    [9_007_000_000_000, 5, 450_350_000_000],
  ])("%i at %d %% is %i", (amount, percent, fee) => {
    expect(feeNanos(amount, percent)).toBe(fee);
  });

  it("is exact while the product is a safe integer (1,800 dollars at 5 %)", () => {
    fc.assert(
      fc.property(fc.nat(9_007_000_000_000), fc.nat(100_000), (amount, thousandths) => {
        fc.pre(amount * thousandths < Number.MAX_SAFE_INTEGER - 50_000);
        const exact = (BigInt(amount) * BigInt(thousandths) + 50_000n) / 100_000n;
        expect(BigInt(feeNanos(amount, thousandths / 1000))).toBe(exact);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("dollars", () => {
  it("prints the exact decimal", () => {
    fc.assert(
      fc.property(fc.nat(999_999_999_999_999), (nanos) => {
        const digits = String(nanos).padStart(10, "0");
        const exact = `${digits.slice(0, -9)}.${digits.slice(-9)}`.replace(/\.?0+$/, "") || "0";
        expect(
          Number(dollars(nanos))
            .toFixed(9)
            .replace(/\.?0+$/, "") || "0",
        ).toBe(exact);
        expect(dollars(nanos)).toBe(Number(exact));
      }),
    );
  });
  it.each([
    [0, "0"],
    [1, "1e-9"],
    [120_000, "0.00012"],
    [1_234_500, "0.0012345"],
    [300_000_000, "0.3"],
  ])("%i → %s", (nanos, text) => {
    expect(JSON.stringify(dollars(nanos))).toBe(text);
  });
});

describe("dollars as people read them", () => {
  it.each([
    [0, "0"],
    [50, "0.00000005"],
    [1_234_500, "0.0012345"],
    [1_000_000_000, "1"],
    [12_345_000_000_000, "12345"],
    [-2_500_000_000, "-2.5"],
    [9_007_199_254_740_991, "9007199.254740991"],
  ])("%d nano-dollars", (nanos, text) => {
    expect(dollarText(nanos)).toBe(text);
  });
});
