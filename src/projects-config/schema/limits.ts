import { z } from "zod";
import { canBeAligned, windowSeconds } from "./window-size.ts";

const window = {
  algorithm: z
    .enum(["fixed_window", "aligned_fixed_window"])
    .default("fixed_window")
    .describe("fixed_window begins with the first request, aligned_fixed_window with the clock (UTC)"),
  window_size: z
    .union([z.int().min(1), z.string().max(32)], "must be seconds, or a count and a unit such as '1 minute'")
    .refine(
      (size) => windowSeconds(size) !== undefined,
      "must be seconds, or a count and a unit such as '1 minute'; a year at most",
    )
    .default("1 minute"),
};

interface Window {
  readonly algorithm: "fixed_window" | "aligned_fixed_window";
  readonly window_size: number | string;
}

const ALIGNED_RULE: { path: string[]; message: string } = {
  path: ["window_size"],
  message: "of aligned_fixed_window must be 1, 5, 10, 15 or 30 minutes, 1, 2, 3, 4, 6, 8 or 12 hours, or 1 day",
};

function isAligned({ algorithm, window_size: size }: Window): boolean {
  return algorithm === "fixed_window" || canBeAligned(windowSeconds(size) ?? 0);
}

export const rateLimitingSchema = z
  .strictObject({ ...window, max_requests: z.int().min(1) })
  .refine(isAligned, ALIGNED_RULE)
  .meta({ title: "Limit of requests" });

export const durationLimitingSchema = z
  .strictObject({ ...window, max_duration_seconds: z.number().min(1).max(1e9).describe("Seconds of audio") })
  .refine(isAligned, ALIGNED_RULE)
  .meta({ title: "Limit of audio" });

const tokens = z.int().min(1).optional();
const tokenMembers = { ...window, max_token: tokens, max_tokens: tokens.describe("The same as max_token") };

interface TokenWindow extends Window {
  readonly max_token?: number | undefined;
  readonly max_tokens?: number | undefined;
}

const ONE_TOKEN_RULE = { path: ["max_token"], message: "is missing (or stands beside max_tokens): give one of them" };

function hasOneMaximum({ max_token, max_tokens }: TokenWindow): boolean {
  return (max_token === undefined) !== (max_tokens === undefined);
}

function oneSpelling<T extends TokenWindow>({ max_token, max_tokens, ...rest }: T) {
  return { ...rest, max_token: max_token ?? max_tokens ?? 0 };
}

const tokenWindow = z
  .strictObject(tokenMembers)
  .refine(hasOneMaximum, ONE_TOKEN_RULE)
  .refine(isAligned, ALIGNED_RULE)
  .transform(oneSpelling);

const BOTH_SIDES = "stands beside a limit of input and output together: keep one form";

/** Tokens of input and of output, or (`max_token` without them) of both together. */
export const tokenLimitingSchema = z
  .strictObject({
    input: tokenWindow.optional(),
    output: tokenWindow.optional(),
    scope: z
      .enum(["route", "user", "group"])
      .default("route")
      .describe("Who shares the limit: all, each key, each project"),
    algorithm: window.algorithm.unwrap().optional(),
    window_size: window.window_size.unwrap().optional(),
    max_token: tokens,
    max_tokens: tokens,
  })
  .superRefine((given, context) => checkSides(given, given.max_token ?? given.max_tokens, "max_token", context))
  .refine(({ max_token, max_tokens }) => max_token === undefined || max_tokens === undefined, ONE_TOKEN_RULE)
  .refine((given) => isAligned(windowOf(given)), ALIGNED_RULE)
  .transform(({ input, output, scope, max_token, max_tokens, ...rest }) => ({
    scope,
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
    ...(max_token === undefined && max_tokens === undefined
      ? {}
      : { ...windowOf(rest), max_token: max_token ?? max_tokens ?? 0 }),
  }))
  .meta({ title: "Limit of tokens" });

const dollars = z.number().min(0).max(1e9).describe("Dollars");
const budgetWindow = z.strictObject({ ...window, max_budget: dollars }).refine(isAligned, ALIGNED_RULE);

/** Money for input and output together (`max_budget`), or for each. */
export const budgetLimitingSchema = z
  .strictObject({
    input: budgetWindow.optional(),
    output: budgetWindow.optional(),
    algorithm: window.algorithm.unwrap().optional(),
    window_size: window.window_size.unwrap().optional(),
    max_budget: dollars.optional(),
  })
  .superRefine((given, context) => checkSides(given, given.max_budget, "max_budget", context))
  .refine((given) => isAligned(windowOf(given)), ALIGNED_RULE)
  .transform(({ input, output, max_budget, ...rest }) => ({
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
    ...(max_budget === undefined ? {} : { ...windowOf(rest), max_budget }),
  }))
  .meta({ title: "Budget" });

interface Sided {
  readonly input?: unknown;
  readonly output?: unknown;
  readonly algorithm?: Window["algorithm"] | undefined;
  readonly window_size?: number | string | undefined;
}

function windowOf({ algorithm = "fixed_window", window_size = "1 minute" }: Sided): Window {
  return { algorithm, window_size };
}

function checkSides(given: Sided, together: number | undefined, member: string, context: z.RefinementCtx): void {
  const sided = given.input !== undefined || given.output !== undefined;
  const note = (name: string, message: string) => context.addIssue({ code: "custom", path: [name], message });
  if (!sided && together === undefined) note(member, `is missing: give it, or input and output with ${member}`);
  if (sided && together !== undefined) note(member, BOTH_SIDES);
  if (!sided || together !== undefined) return;
  for (const name of ["algorithm", "window_size"] as const) {
    if (given[name] !== undefined) note(name, "belongs into input and output here");
  }
}

export type RateLimiting = z.output<typeof rateLimitingSchema>;
export type TokenLimiting = z.output<typeof tokenLimitingSchema>;
export type BudgetLimiting = z.output<typeof budgetLimitingSchema>;
export type DurationLimiting = z.output<typeof durationLimitingSchema>;
