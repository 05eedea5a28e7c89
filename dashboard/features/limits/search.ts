import { flagOf, oneOf, type RawSearch, search, textOf } from "../../shell/search-params.ts";

export const SCOPES = ["organization", "project", "key", "tag"] as const;

/** Which part is shown, which budgets are listed, and which form is open: `edit` holds what is changed. */
export function validateLimitsSearch(raw: RawSearch) {
  return search({
    tab: oneOf(raw, "tab", ["rates"]),
    scope: oneOf(raw, "scope", SCOPES),
    create: flagOf(raw, "create"),
    edit: textOf(raw, "edit"),
  });
}

export type LimitsSearch = ReturnType<typeof validateLimitsSearch>;
