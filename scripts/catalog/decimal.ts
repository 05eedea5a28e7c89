/**
 * Moves the decimal point of a published price six places to the right, digit by digit: 0.0028 USD per million tokens
 * becomes 2800 pico-dollars a token. Multiplying the double would give 1004999.9999999999 for 1.005. Digits beyond
 * the sixth (thirds in the source) round half up.
 */
export function shiftSix(price: number): number {
  const match = /^(\d+)(?:\.(\d+))?(?:e-(\d+))?$/.exec(String(price));
  if (match === null) throw new Error(`Not a price: ${price}`);
  const [, whole = "0", fraction = "", exponent = "0"] = match;
  const zeros = "0".repeat(Number(exponent));
  const digits = zeros + whole + fraction;
  const point = zeros.length + whole.length - Number(exponent);
  const kept = digits.slice(0, point) + digits.slice(point).padEnd(6, "0").slice(0, 6);
  const result = Number(kept) + ((digits[point + 6] ?? "0") >= "5" ? 1 : 0);
  if (!Number.isSafeInteger(result)) throw new Error(`Too large: ${price}`);
  return result;
}
