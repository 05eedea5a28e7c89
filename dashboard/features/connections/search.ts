import { type RawSearch, search, textOf } from "../../shell/search-params.ts";

/** Which provider is connected; a choice of all when absent. */
export function validateConnectionsSearch(raw: RawSearch) {
  return search({ provider: textOf(raw, "provider") });
}
