import { flagOf, oneOf, type RawSearch, search } from "../../shell/search-params.ts";

/** Which projects are listed: those in use when absent. */
export function validateProjectsSearch(raw: RawSearch) {
  return search({ status: oneOf(raw, "status", ["archived"]), create: flagOf(raw, "create") });
}
