import type { Billing } from "../../../src/client/api.ts";

export type Plan = Billing["plan"];

/** What plans are called. */
export const PLANS: Readonly<Record<Plan, string>> = {
  free: "Free",
  starter: "Starter",
  pro: "Pro",
  enterprise: "Enterprise",
};

export const PLAN_WORDS = Object.keys(PLANS) as readonly Plan[];
