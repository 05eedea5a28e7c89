import { RANGE_WORDS } from "../../shell/ranges.ts";
import { oneOf, type RawSearch, search } from "../../shell/search-params.ts";

/** The range of time; a week when absent. */
export function validateOverviewSearch(raw: RawSearch) {
  return search({ range: oneOf(raw, "range", RANGE_WORDS) });
}
