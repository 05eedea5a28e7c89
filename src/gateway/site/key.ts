import type { CallerKey } from "../caller.ts";
import { dollars } from "../metering/cost.ts";

/** What a key may know of itself: limits, use and what it belongs to. */
export function keyObject(caller: CallerKey): object {
  return {
    object: "key",
    id: caller.keyId,
    organization_id: caller.organizationId,
    project: { id: caller.projectId, slug: caller.projectSlug, mode: caller.projectMode, status: caller.projectStatus },
    status: caller.keyStatus,
    expires_at: caller.expiresAtMs === null ? null : new Date(caller.expiresAtMs).toISOString(),
    usage: {
      spent_usd: dollars(caller.spentNanos),
      limit_usd: caller.usageLimitNanos === null ? null : dollars(caller.usageLimitNanos),
      remaining_usd:
        caller.usageLimitNanos === null ? null : dollars(Math.max(0, caller.usageLimitNanos - caller.spentNanos)),
    },
    rate_limits: caller.rateLimits ?? {},
  };
}
