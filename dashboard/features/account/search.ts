import { flagOf, oneOf, type RawSearch, search } from "../../shell/search-params.ts";

export const TABS = ["security", "sessions", "organizations"] as const;

/** The part that is looked at: the profile when absent. `create` opens the form for an organization. */
export function validateAccountSearch(raw: RawSearch) {
  return search({ tab: oneOf(raw, "tab", TABS), create: flagOf(raw, "create") });
}
