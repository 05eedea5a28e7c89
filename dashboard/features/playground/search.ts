import { type RawSearch, search, textOf } from "../../shell/search-params.ts";

/** More would be too narrow to read beside one another. */
export const LANES_MAX = 4;

/** The models that are asked (several `model`), and a request of the log to begin with. */
export function validatePlaygroundSearch(raw: RawSearch) {
  const asked = [raw["model"]].flat().filter((each): each is string => typeof each === "string" && each !== "");
  return search({
    model: asked.length === 0 ? undefined : asked.slice(0, LANES_MAX),
    request: textOf(raw, "request"),
  });
}
