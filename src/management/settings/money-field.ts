import { z } from "@hono/zod-openapi";
import { nanosOfUsd, USD_MAX } from "../../store/nanos-of-usd.ts";

const TEXT_MAX = 32;

/** Dollars as a number or a decimal text; nano-dollars once read. */
export const usdAsNanos = z
  .union([z.number(), z.string().max(TEXT_MAX)], 'must be an amount of dollars: a number, or a text such as "12.50"')
  .transform((value, ctx) => {
    const nanos = nanosOfUsd(value);
    if (nanos !== null) return nanos;
    ctx.addIssue({ code: "custom", message: `must be from 0 to ${USD_MAX} dollars with nine decimals at most` });
    return z.NEVER;
  })
  .openapi({ type: "number", minimum: 0, maximum: USD_MAX, example: 100, description: "US dollars" });
