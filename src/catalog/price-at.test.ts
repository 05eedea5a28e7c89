import { expect, it } from "vitest";
import { priceAt, SINCE_EVER } from "./price-at.ts";
import type { Offering, Price } from "./types.ts";

const price = (from: string, inputPico: number, rest: Partial<Price> = {}): Price => ({
  from,
  inputPico,
  outputPico: 1,
  ...rest,
});
const offering = (...prices: Price[]): Offering => ({ provider: "p", nativeId: "m", prices });

it("switches at midnight UTC of the first day", () => {
  const dated = offering(price(SINCE_EVER, 10), price("2026-07-30", 5));
  expect(priceAt(dated, Date.parse("2026-07-29T23:59:59.999Z"))?.inputPico).toBe(10);
  expect(priceAt(dated, Date.parse("2026-07-30T00:00:00.000Z"))?.inputPico).toBe(5);
});

it("knows no price before the first day, nor without any", () => {
  expect(priceAt(offering(price("2026-07-30", 5)), Date.parse("2026-07-29"))).toBeUndefined();
  expect(priceAt(offering(), Date.now())).toBeUndefined();
});

it.each([
  ["00:59:59.999", 1],
  ["01:00:00.000", 2],
  ["03:59:59.999", 2],
  ["04:00:00.000", 1],
  ["23:00:00.000", 1],
])("at %s the hour's price is %d", (time, expected) => {
  const windows = [{ fromMinute: 60, untilMinute: 240, price: price("2026-08-17", 2) }];
  const hourly = offering(price(SINCE_EVER, 9), price("2026-08-17", 1, { windows }));
  expect(priceAt(hourly, Date.parse(`2026-08-20T${time}Z`))?.inputPico).toBe(expected);
  expect(priceAt(hourly, Date.parse(`2026-08-10T${time}Z`))?.inputPico).toBe(9);
});
