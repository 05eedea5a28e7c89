import { z } from "@hono/zod-openapi";
import { id, page, plainText } from "../http/fields.ts";
import { usdAsNanos } from "../settings/money-field.ts";

const NAME_MAX = 255;
const THRESHOLDS_MAX = 10;
const PERCENT_MAX = 1_000;
const SCOPE_ID_MAX = 330;

const scope = z.enum(["organization", "project", "key", "tag"]);
const period = z
  .enum(["request", "day", "week", "month", "total"])
  .openapi({ description: "Days, weeks (from Monday) and months are those of the organization's time zone" });
const scopeId = z.string().min(1).max(SCOPE_ID_MAX).openapi({
  description: "Id of the project or key; of a tag name=value, where the value * gives each value a budget of its own",
  example: "proj_456def",
});
const limitUsd = usdAsNanos.openapi({ description: "US dollars", example: 50 });
const hard = z.boolean().openapi({ description: "Refuses what would exceed it; false: tells only" });
const allowUnpriced = z
  .boolean()
  .openapi({ description: "Models without a price may be called although the budget cannot count them" });
const thresholds = z
  .array(z.int().min(1).max(PERCENT_MAX))
  .max(THRESHOLDS_MAX)
  .transform((percents) => [...new Set(percents)].sort((a, b) => a - b))
  .openapi({
    type: "array",
    items: { type: "integer", minimum: 1, maximum: PERCENT_MAX },
    maxItems: THRESHOLDS_MAX,
    description: "Percentages of the limit at which alerts are raised",
    example: [80, 100],
  });
const name = plainText(0, NAME_MAX).openapi({ example: "Search team" });

export const newBudget = z
  .strictObject({
    organizationId: id.optional().openapi({ description: "Needed by those who belong to several" }),
    name: name.default(""),
    scope,
    scopeId: scopeId.optional(),
    period,
    limitUsd,
    hard: hard.default(true),
    allowUnpriced: allowUnpriced.default(false),
    thresholds: thresholds.default([80, 100]),
  })
  .openapi("NewBudget");

export type NewBudget = z.output<typeof newBudget>;

/** Absent fields stay as they are. What a budget is for, and its period, are never changed. */
export const budgetPatch = z
  .strictObject({
    name: name.optional(),
    limitUsd: limitUsd.optional(),
    hard: hard.optional(),
    allowUnpriced: allowUnpriced.optional(),
    thresholds: thresholds.optional(),
  })
  .openapi("BudgetPatch");

export type BudgetPatch = z.output<typeof budgetPatch>;

export const budgetsQuery = z.object({
  organizationId: id.optional(),
  scope: scope.optional(),
  scopeId: scopeId.optional(),
  ...page,
});

export type BudgetsQuery = z.output<typeof budgetsQuery>;

const amount = z.number().nullable();

export const budget = z
  .object({
    id: z.string().openapi({ example: "bud_123abc" }),
    organizationId: z.string(),
    name: z.string(),
    scope,
    scopeId: z.string(),
    period,
    limitUsd: z.number(),
    hard,
    allowUnpriced,
    thresholds: z.array(z.int()),
    spentUsd: amount.openapi({
      description:
        "In the present window, up to a second or two ago; of name=* what the value that spent most has. Null: by request",
    }),
    remainingUsd: amount,
    resetsAt: z.iso.datetime().nullable().openapi({ description: "Null: never" }),
    topTag: z.string().nullable().openapi({ description: "Of name=*: whose spending is shown" }),
    createdBy: z.string().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi("Budget");

export type BudgetView = z.output<typeof budget>;

export const budgetAnswer = z.object({ budget }).openapi("BudgetAnswer");
export const budgetsAnswer = z
  .object({ budgets: z.array(budget), nextCursor: z.string().nullable() })
  .openapi("BudgetList");
