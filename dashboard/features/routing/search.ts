import { oneOf, type RawSearch, search, textOf } from "../../shell/search-params.ts";

export const ROUTING_VIEWS = ["health", "preferences", "try"] as const;
export const PRIORITIES = ["cost", "latency", "quality"] as const;

/** Which side of routing is looked at, what of the health, and the question of a dry run. */
export function validateRoutingSearch(raw: RawSearch) {
  return search({
    view: oneOf(raw, "view", ROUTING_VIEWS),
    text: textOf(raw, "text"),
    state: oneOf(raw, "state", ["trouble"]),
    /** `provider/model` whose details are open. */
    detail: textOf(raw, "detail"),
    model: textOf(raw, "model"),
    prompt: textOf(raw, "prompt"),
    priority: oneOf(raw, "priority", PRIORITIES),
    maxLatencyMs: textOf(raw, "maxLatencyMs"),
    minQuality: textOf(raw, "minQuality"),
    prefer: textOf(raw, "prefer"),
    exclude: textOf(raw, "exclude"),
  });
}

export type RoutingSearch = ReturnType<typeof validateRoutingSearch>;
