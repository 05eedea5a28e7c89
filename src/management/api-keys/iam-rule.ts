import { z } from "@hono/zod-openapi";
import { plainText } from "../http/fields.ts";
import { modelName, providerName } from "../settings/routing-preferences.ts";

const RULES_MAX = 100;
const VALUES_MAX = 200;
/** Of all rules of a key together: each request is held against them. */
const VALUES_TOTAL_MAX = 1_000;
const USD_MAX = 1_000_000;
const TOKENS_MAX = 1_000_000_000;

const common = {
  name: plainText(1, 100).optional().openapi({ description: "What a refusal calls the rule" }),
  effect: z.enum(["allow", "deny"]),
};
const usdPerMillion = z.number().min(0).max(USD_MAX).optional();
const tokens = z.int().min(0).max(TOKENS_MAX).optional();
const OPEN = "needs at least one bound";

const ruleOfModels = z.strictObject({
  ...common,
  on: z.literal("models"),
  values: z.array(modelName).min(1).max(VALUES_MAX),
});
const ruleOfProviders = z.strictObject({
  ...common,
  on: z.literal("providers"),
  values: z.array(providerName).min(1).max(VALUES_MAX),
});
const ruleOfPricing = z
  .strictObject({
    ...common,
    on: z.literal("pricing"),
    minInputUsdPerMillion: usdPerMillion,
    maxInputUsdPerMillion: usdPerMillion,
    minOutputUsdPerMillion: usdPerMillion,
    maxOutputUsdPerMillion: usdPerMillion,
  })
  .refine(
    (rule) =>
      [
        rule.minInputUsdPerMillion,
        rule.maxInputUsdPerMillion,
        rule.minOutputUsdPerMillion,
        rule.maxOutputUsdPerMillion,
      ].some((bound) => bound !== undefined),
    OPEN,
  )
  .refine((rule) => inOrder(rule.minInputUsdPerMillion, rule.maxInputUsdPerMillion), {
    path: ["minInputUsdPerMillion"],
    error: "must not be above maxInputUsdPerMillion",
  })
  .refine((rule) => inOrder(rule.minOutputUsdPerMillion, rule.maxOutputUsdPerMillion), {
    path: ["minOutputUsdPerMillion"],
    error: "must not be above maxOutputUsdPerMillion",
  });
const ruleOfContext = z
  .strictObject({ ...common, on: z.literal("context"), minTokens: tokens, maxTokens: tokens })
  .refine((rule) => rule.minTokens !== undefined || rule.maxTokens !== undefined, OPEN)
  .refine((rule) => inOrder(rule.minTokens, rule.maxTokens), {
    path: ["minTokens"],
    error: "must not be above maxTokens",
  });

function inOrder(min: number | undefined, max: number | undefined): boolean {
  return min === undefined || max === undefined || min <= max;
}

/**
 * One rule of what a key may call. A deny rule that means what is called refuses it; where there are allow rules of a
 * kind, one of that kind must mean it. Bounds belong to their range; a price or a context that is unknown lies in the
 * range of every deny rule and of no allow rule.
 */
export const iamRule = z
  .discriminatedUnion("on", [ruleOfModels, ruleOfProviders, ruleOfPricing, ruleOfContext])
  .openapi("IamRule");

/** A key's rules; an empty list is the same as none. */
export const iamRules = z
  .array(iamRule)
  .max(RULES_MAX)
  .refine(
    (rules) => rules.reduce((sum, rule) => sum + ("values" in rule ? rule.values.length : 0), 0) <= VALUES_TOTAL_MAX,
    `holds more than ${VALUES_TOTAL_MAX} values`,
  )
  .transform((rules) => (rules.length === 0 ? null : rules))
  .openapi({ type: "array", items: { $ref: "#/components/schemas/IamRule" } });
