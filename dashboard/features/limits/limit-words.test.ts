import { expect, it } from "vitest";
import { figureOf, rateWords, spendWords, tighter } from "./limit-words.ts";

it("says only what is set", () => {
  expect(rateWords(null)).toEqual([]);
  expect(rateWords({ rpm: 60, parallel: 4 })).toEqual(["60 requests a minute", "4 at the same time"]);
  const spends = { daily_usd: 5, weekly_usd: null, monthly_usd: 50, per_request_usd: 0.25, allow_unpriced: false };
  expect(spendWords(spends)).toEqual(["$0.25 a request", "$5.00 a day", "$50.00 a month"]);
});

it("takes the tighter of two bounds", () => {
  expect([tighter(20, 60), tighter(20, undefined), tighter(undefined, 60), tighter(undefined, undefined)]).toEqual([
    20,
    20,
    60,
    undefined,
  ]);
});

it("reads nothing typed as no limit, not as 0", () => {
  expect([figureOf(""), figureOf(" "), figureOf("0"), figureOf("12.5")]).toEqual([null, null, 0, 12.5]);
});
