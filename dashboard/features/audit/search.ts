import { RANGE_WORDS } from "../../shell/ranges.ts";
import { flagOf, oneOf, type RawSearch, search, textOf } from "../../shell/search-params.ts";

/** The filters of the audit log, the event that is open, and the view: the events when absent. `from` and `to` come by the link to one event. */
export function validateAuditSearch(raw: RawSearch) {
  return search({
    text: textOf(raw, "text"),
    actor: textOf(raw, "actor"),
    action: textOf(raw, "action"),
    target: textOf(raw, "target"),
    outcome: oneOf(raw, "outcome", ["success", "denied", "failure"]),
    range: oneOf(raw, "range", RANGE_WORDS),
    from: instantOf(raw, "from"),
    to: instantOf(raw, "to"),
    platform: flagOf(raw, "platform"),
    event: textOf(raw, "event"),
    view: oneOf(raw, "view", ["integrity"]),
  });
}

export type AuditSearch = ReturnType<typeof validateAuditSearch>;

function instantOf(raw: RawSearch, name: string): string | undefined {
  const text = textOf(raw, name);
  return text !== undefined && Number.isFinite(Date.parse(text)) ? text : undefined;
}
