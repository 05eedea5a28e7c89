/** What an organization of a plan may do; what is absent has no limit by the plan. */
export interface PlanLimits {
  /** Requests a minute. */
  readonly rpm?: number;
  /** Tokens a minute. */
  readonly tpm?: number;
  /** Requests a day. */
  readonly rpd?: number;
}

/**
 * The limits of each plan, for all of an organization's requests together. Enterprise has none of its own: what it is
 * given is a setting of the organization.
 */
export const PLANS = Object.freeze({
  free: Object.freeze({ rpm: 20, tpm: 40_000, rpd: 1_000 }),
  starter: Object.freeze({ rpm: 100, tpm: 200_000, rpd: 10_000 }),
  pro: Object.freeze({ rpm: 500, tpm: 1_000_000, rpd: 100_000 }),
  enterprise: Object.freeze({}),
} satisfies Readonly<Record<string, PlanLimits>>);

/** Rate limits as keys, projects and organizations have them. */
interface RateLimits extends PlanLimits {
  readonly parallel?: number;
}

/** The limits that hold for an organization: the plan's, and its own where they allow less or the plan says nothing. */
export function limitsOfPlan(plan: keyof typeof PLANS, own: RateLimits): RateLimits {
  const limits: Record<string, number> = { ...own };
  for (const [name, most] of Object.entries(PLANS[plan] ?? {})) limits[name] = Math.min(most, limits[name] ?? most);
  return limits;
}
