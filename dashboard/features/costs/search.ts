import { RANGE_WORDS } from "../../shell/ranges.ts";
import { oneOf, type RawSearch, search } from "../../shell/search-params.ts";
import { DIMENSIONS } from "../analytics/dimensions.ts";
import { validateNarrowing } from "../analytics/narrowing.ts";
import { DRAWINGS } from "../analytics/search.ts";

/** What is looked at: a month by model when nothing is said. */
export function validateCostsSearch(raw: RawSearch) {
  return search({
    range: oneOf(raw, "range", RANGE_WORDS),
    drawing: oneOf(raw, "drawing", DRAWINGS),
    by: oneOf(raw, "by", DIMENSIONS),
    ...validateNarrowing(raw),
  });
}

export type CostsSearch = ReturnType<typeof validateCostsSearch>;
