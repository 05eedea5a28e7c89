import { flagOf, oneOf, type RawSearch, search } from "../../shell/search-params.ts";

/** Which keys are listed; `create` opens the form. */
export function validateApiKeysSearch(raw: RawSearch) {
  return search({
    status: oneOf(raw, "status", ["active", "inactive"]),
    environment: oneOf(raw, "environment", ["production", "development"]),
    create: flagOf(raw, "create"),
  });
}

export type ApiKeysSearch = ReturnType<typeof validateApiKeysSearch>;
