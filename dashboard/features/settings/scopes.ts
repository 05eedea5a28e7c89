import type { NewOrganizationToken } from "../../../src/client/api.ts";

export type Scope = NonNullable<NewOrganizationToken["scopes"]>[number];

/** What a token may be let into. */
export const AREAS = [
  ["projects", "Projects and configurations"],
  ["api-keys", "API keys"],
  ["provider-keys", "Connections"],
  ["logs", "Requests"],
  ["analytics", "Analytics"],
  ["settings", "Settings, budgets, alerts"],
  ["members", "Members and invitations"],
  ["audit", "Audit log"],
  ["billing", "Billing"],
] as const;

export type Area = (typeof AREAS)[number][0];
export type Access = "none" | "read" | "write";

/** The scopes of what was chosen of each area. */
export function scopesOf(chosen: Readonly<Partial<Record<Area, Access>>>): readonly Scope[] {
  return AREAS.flatMap(([area]): readonly Scope[] => {
    const access = chosen[area] ?? "none";
    return access === "none" ? [] : [`${area}:${access}`];
  });
}
