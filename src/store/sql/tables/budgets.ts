import type { Generated } from "kysely";

/** What a budget bounds; an organization as a whole, one of its objects, or what carries a tag. */
export type BudgetScope = "organization" | "project" | "key" | "tag";

/** Which time a budget covers. */
export type BudgetPeriod = "request" | "day" | "week" | "month" | "total";

/** Bounds of money that an organization set. */
export interface BudgetsTable {
  id: string;
  organization_id: string;
  scope: BudgetScope;
  /** Id of the object; of a tag `name=value` (value `*`: each value has a budget of its own). */
  scope_id: string;
  period: BudgetPeriod;
  limit_nanos: number;
  /** False: alerts only. */
  hard: boolean;
  /** Models without a price may be called although they cannot be counted. */
  allow_unpriced: boolean;
  /** Percentages of the limit at which somebody is told, rising. */
  thresholds: Generated<number[]>;
  name: string;
  created_by: string | null;
  created_at: Date;
  updated_at: Date;
}

/** What was spent in a window of the organization's time zone. */
export interface SpendWindowsTable {
  organization_id: string;
  scope: BudgetScope;
  scope_id: string;
  period: Exclude<BudgetPeriod, "request">;
  /** Of `total`: 1970. */
  starts_at: Date;
  spent_nanos: number;
}
