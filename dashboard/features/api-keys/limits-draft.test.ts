import { describe, expect, it } from "vitest";
import type { ApiKey } from "../../../src/client/api.ts";
import { draftOfLimits, type LimitsDraft, limitsPatch } from "./limits-draft.ts";

const BEFORE = draftOfLimits({
  rateLimits: { rpm: 60 },
  limits: { daily_usd: 5, weekly_usd: null, monthly_usd: null, per_request_usd: null, allow_unpriced: false },
  usageLimit: 100,
} as ApiKey);

describe("a key's limits as a form", () => {
  it("shows no limit as an empty field", () => {
    expect(BEFORE).toMatchObject({ rpm: "60", tpm: "", daily_usd: "5", weekly_usd: "", usageLimit: "100" });
  });

  it.each<[string, Partial<LimitsDraft>, object]>([
    ["nothing", {}, {}],
    ["a rate alone", { tpm: "1000" }, { rateLimits: { tpm: 1000 } }],
    ["a rate that was taken away", { rpm: " " }, { rateLimits: { rpm: null } }],
    ["caps alone", { daily_usd: "", monthly_usd: "0.5" }, { limits: { daily_usd: null, monthly_usd: 0.5 } }],
    ["models without a price", { allow_unpriced: true }, { limits: { allow_unpriced: true } }],
    ["no limit in all", { usageLimit: "" }, { usageLimit: null }],
    ["nought, which is a limit", { usageLimit: "0" }, { usageLimit: 0 }],
  ])("sends %s", (_, change, patch) => expect(limitsPatch(BEFORE, { ...BEFORE, ...change })).toEqual(patch));
});
