import { flagOf, oneOf, type RawSearch, search } from "../../shell/search-params.ts";

export const TABS = ["data", "access", "sign-on", "tokens", "end"] as const;

/** The part that is looked at: the general one when absent. `create` opens the form for a token. */
export function validateSettingsSearch(raw: RawSearch) {
  return search({ tab: oneOf(raw, "tab", TABS), create: flagOf(raw, "create") });
}
