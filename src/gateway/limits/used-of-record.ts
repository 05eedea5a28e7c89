import { completionTokens, promptTokens } from "../../canonical/usage.ts";
import type { RequestRecord } from "../metering/record.ts";
import type { Used } from "./grant.ts";

/** What a finished request used of its limits, as its record says: the same when it ends and when it is replayed. */
export function usedOfRecord(record: RequestRecord): Used {
  const { usage, totalNanos, paidBy } = record;
  const nanos = totalNanos ?? 0;
  const tokens = promptTokens(usage) + completionTokens(usage);
  const creditsNanos = paidBy === "credits" ? nanos : 0;
  return { tokens, nanos, creditsNanos, parts: record.route && partsOf(record, nanos) };
}

/** Only routes limit parts. */
function partsOf(record: RequestRecord, nanos: number): NonNullable<Used["parts"]> {
  const { usage, route, provider, cached } = record;
  const tokens = { input_tokens: promptTokens(usage), output_tokens: completionTokens(usage) };
  const inputNanos = nanos === 0 ? 0 : route?.inputNanos;
  const money =
    inputNanos === undefined ? {} : { input_nanos: inputNanos, output_nanos: Math.max(0, nanos - inputNanos) };
  const heardMs = usage.media?.audioInputMs ?? (provider === null || cached ? 0 : undefined);
  // Some answers tell tokens and no length; then what was reserved is the best that is known.
  return { ...tokens, ...money, ...(heardMs === undefined ? {} : { audio_ms: heardMs }) };
}
