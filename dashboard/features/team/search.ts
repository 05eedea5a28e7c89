import { flagOf, type RawSearch, search } from "../../shell/search-params.ts";

/** `invite` opens the form for an invitation. */
export function validateTeamSearch(raw: RawSearch) {
  return search({ invite: flagOf(raw, "invite") });
}
