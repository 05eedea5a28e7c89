/** What an organization's token may be let into, apart from its role. */
export const SCOPE_AREAS = [
  "projects",
  "api-keys",
  "provider-keys",
  "logs",
  "analytics",
  "settings",
  "audit",
  "members",
  "billing",
] as const;

export type ScopeArea = (typeof SCOPE_AREAS)[number];
/** An area to read or to write; writing includes reading. */
export type Scope = `${ScopeArea}:${"read" | "write"}`;
/** What a token is given: some areas, or all. */
export type GrantedScope = Scope | "*";

/** Every value a token's `scopes` may hold. */
export const GRANTED_SCOPES: readonly GrantedScope[] = [
  "*",
  ...SCOPE_AREAS.flatMap((area): Scope[] => [`${area}:read`, `${area}:write`]),
];

/** True when the granted scopes include the needed one. */
export function hasScope(granted: readonly GrantedScope[], needed: Scope): boolean {
  if (granted.includes("*") || granted.includes(needed)) return true;
  return needed.endsWith(":read") && granted.includes(needed.replace(/:read$/, ":write") as Scope);
}
