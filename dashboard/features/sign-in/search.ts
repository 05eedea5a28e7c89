import { flagOf, type RawSearch, search, textOf } from "../../shell/search-params.ts";

/** Where to go after signing in, and why one is here. */
export function validateLoginSearch(raw: RawSearch) {
  return search({ returnTo: textOf(raw, "returnTo"), ended: flagOf(raw, "ended"), error: textOf(raw, "error") });
}

/** A path of this dashboard and nothing else: whoever makes the link must not be able to lead elsewhere. */
export function safeReturn(returnTo: string | undefined): string {
  const isOurs = returnTo !== undefined && /^\/(?![/\\])/.test(returnTo) && !/[\p{Cc}\\]/u.test(returnTo);
  return isOurs ? `/dashboard${returnTo}` : "/dashboard/";
}
