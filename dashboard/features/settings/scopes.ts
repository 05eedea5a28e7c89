import type { NewOrganizationToken } from "../../../src/client/api.ts";

export type Scope = NonNullable<NewOrganizationToken["scopes"]>[number];

/** What a token may be let into. Of some areas there is nothing to change. */
export const AREAS = [
  { area: "projects", label: "Projects, configurations, cache", changes: true },
  { area: "api-keys", label: "API keys", changes: true },
  { area: "provider-keys", label: "Connections", changes: true },
  { area: "logs", label: "Requests", changes: false },
  { area: "analytics", label: "Analytics", changes: false },
  { area: "settings", label: "Settings, budgets, alerts", changes: true },
  { area: "members", label: "Members and invitations", changes: true },
  { area: "audit", label: "Audit log", changes: true },
  { area: "billing", label: "Billing", changes: true },
] as const;

export type Area = (typeof AREAS)[number]["area"];
export type Access = "none" | "read" | "write";

/** The scopes of what was chosen of each area. */
export function scopesOf(chosen: Readonly<Partial<Record<Area, Access>>>): readonly Scope[] {
  return AREAS.flatMap(({ area }): readonly Scope[] => {
    const access = chosen[area] ?? "none";
    return access === "none" ? [] : [`${area}:${access}`];
  });
}
