import { RANGE_WORDS } from "../../shell/ranges.ts";
import { oneOf, type RawSearch, search, textOf } from "../../shell/search-params.ts";

/** The range of time; a week when absent. `change` opens the caching of one project. */
export function validateCachingSearch(raw: RawSearch) {
  return search({ range: oneOf(raw, "range", RANGE_WORDS), change: textOf(raw, "change") });
}
