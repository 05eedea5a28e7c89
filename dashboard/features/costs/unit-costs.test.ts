import { describe, expect, it } from "vitest";
import { perMillionTokens, perThousandRequests } from "./unit-costs.ts";

const spend = (totalUsd: number, unpricedRequests = 0) =>
  ({ providerCostUsd: totalUsd, platformFeeUsd: 0, totalUsd, savingsUsd: 0, unpricedRequests }) as const;
const tokens = (total: number) => ({ prompt: total, completion: 0, total, cached: 0, reasoning: 0 });

describe("costs of a unit", () => {
  it("count only requests whose cost is known", () => {
    expect(perThousandRequests({ requests: 50, spend: spend(2, 10) })).toBe(50);
    expect(perThousandRequests({ requests: 10, spend: spend(0, 10) })).toBeNull();
  });

  it("say nothing of tokens while some have no price", () => {
    expect(perMillionTokens({ tokens: tokens(500_000), spend: spend(2) })).toBe(4);
    expect(perMillionTokens({ tokens: tokens(500_000), spend: spend(2, 1) })).toBeNull();
    expect(perMillionTokens({ tokens: tokens(0), spend: spend(0) })).toBeNull();
  });
});
