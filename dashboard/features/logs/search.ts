import { RANGE_WORDS } from "../../shell/ranges.ts";
import { flagOf, oneOf, type RawSearch, search, textOf } from "../../shell/search-params.ts";

/** The filters of the request log and how it is shown, as they stand in the address. */
export function validateLogsSearch(raw: RawSearch) {
  const status = textOf(raw, "status");
  return search({
    text: textOf(raw, "text"),
    status: status !== undefined && /^([1-5]\d\d|[1-5]xx|error)$/.test(status) ? status : undefined,
    range: oneOf(raw, "range", RANGE_WORDS),
    model: textOf(raw, "model"),
    provider: textOf(raw, "provider"),
    route: textOf(raw, "route"),
    apiKeyId: textOf(raw, "apiKeyId"),
    source: textOf(raw, "source"),
    sessionId: textOf(raw, "sessionId"),
    tag: textOf(raw, "tag"),
    cached: flagOf(raw, "cached"),
    errorCode: textOf(raw, "errorCode"),
    endpoint: textOf(raw, "endpoint"),
    paidBy: oneOf(raw, "paidBy", ["credits", "own-key", "none"]),
    live: oneOf(raw, "live", ["off"]),
    dense: flagOf(raw, "dense"),
    guardrail: textOf(raw, "guardrail"),
  });
}

export type LogsSearch = ReturnType<typeof validateLogsSearch>;

/** No filter at all; how the list is shown stays. */
export const NO_FILTERS: Omit<{ readonly [Name in keyof LogsSearch]-?: undefined }, "live" | "dense"> = {
  text: undefined,
  status: undefined,
  range: undefined,
  model: undefined,
  provider: undefined,
  route: undefined,
  apiKeyId: undefined,
  source: undefined,
  sessionId: undefined,
  tag: undefined,
  cached: undefined,
  errorCode: undefined,
  endpoint: undefined,
  paidBy: undefined,
  guardrail: undefined,
};
