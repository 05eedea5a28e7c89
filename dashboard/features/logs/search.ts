import { RANGE_WORDS } from "../../shell/ranges.ts";
import { flagOf, oneOf, type RawSearch, search, textOf } from "../../shell/search-params.ts";

/** The filters of the request log, as they stand in the address. */
export function validateLogsSearch(raw: RawSearch) {
  const status = textOf(raw, "status");
  return search({
    text: textOf(raw, "text"),
    status: status !== undefined && /^([1-5]\d\d|[1-5]xx|error)$/.test(status) ? status : undefined,
    range: oneOf(raw, "range", RANGE_WORDS),
    model: textOf(raw, "model"),
    provider: textOf(raw, "provider"),
    apiKeyId: textOf(raw, "apiKeyId"),
    source: textOf(raw, "source"),
    sessionId: textOf(raw, "sessionId"),
    tag: textOf(raw, "tag"),
    cached: flagOf(raw, "cached"),
    guardrail: textOf(raw, "guardrail"),
  });
}

export type LogsSearch = ReturnType<typeof validateLogsSearch>;
