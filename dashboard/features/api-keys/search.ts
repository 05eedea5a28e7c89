import { RANGE_WORDS } from "../../shell/ranges.ts";
import { flagOf, oneOf, type RawSearch, search, textOf } from "../../shell/search-params.ts";

/** Which keys are listed; `create` opens the form. */
export function validateApiKeysSearch(raw: RawSearch) {
  return search({
    status: oneOf(raw, "status", ["active", "inactive"]),
    environment: oneOf(raw, "environment", ["production", "development"]),
    create: flagOf(raw, "create"),
  });
}

export type ApiKeysSearch = ReturnType<typeof validateApiKeysSearch>;

export const KEY_VIEWS = ["usage", "limits", "access", "settings"] as const;

/** Which side of a key is looked at; its usage when absent. */
export function validateApiKeySearch(raw: RawSearch) {
  return search({
    view: oneOf(raw, "view", KEY_VIEWS),
    range: oneOf(raw, "range", RANGE_WORDS),
    model: textOf(raw, "model"),
    verdict: oneOf(raw, "verdict", ["refused"]),
  });
}

export type ApiKeySearch = ReturnType<typeof validateApiKeySearch>;
