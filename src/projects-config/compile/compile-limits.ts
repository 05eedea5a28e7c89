import type { RouteLimit } from "../../gateway/routes/route-limit.ts";
import type { ConfigRoute } from "../schema/route.ts";
import { windowSeconds } from "../schema/window-size.ts";

interface Window {
  readonly algorithm: "fixed_window" | "aligned_fixed_window";
  readonly window_size: number | string;
}

const NANOS_PER_DOLLAR = 1_000_000_000;
const MS = 1_000;

/** All limits of a route. `fixed_window` counts the last window, whenever it began: never more fits than was written. */
export function limitsOfRoute(route: ConfigRoute): readonly RouteLimit[] {
  const { rate_limiting: rate, token_limiting: token, budget_limiting: budget, duration_limiting: duration } = route;
  const limits: RouteLimit[] = [];
  const add = (measure: RouteLimit["measure"], window: Window, limit: number, scope: RouteLimit["scope"] = "route") => {
    const windowMs = (windowSeconds(window.window_size) ?? 0) * MS;
    limits.push({ measure, limit, windowMs, aligned: window.algorithm === "aligned_fixed_window", scope });
  };
  if (rate !== undefined) add("requests", rate, rate.max_requests);
  if (duration !== undefined) add("audio_ms", duration, Math.round(duration.max_duration_seconds * MS));
  if (token !== undefined) {
    // Keys are the users here, and a project is a group: all of a route are of one.
    const scope = token.scope === "user" ? "key" : "route";
    if (token.input !== undefined) add("input_tokens", token.input, token.input.max_token, scope);
    if (token.output !== undefined) add("output_tokens", token.output, token.output.max_token, scope);
    if (token.max_token !== undefined) add("tokens", windowOf(token), token.max_token, scope);
  }
  if (budget !== undefined) {
    const nanos = (dollars: number): number => Math.round(dollars * NANOS_PER_DOLLAR);
    if (budget.input !== undefined) add("input_nanos", budget.input, nanos(budget.input.max_budget));
    if (budget.output !== undefined) add("output_nanos", budget.output, nanos(budget.output.max_budget));
    if (budget.max_budget !== undefined) add("nanos", windowOf(budget), nanos(budget.max_budget));
  }
  return limits;
}

function windowOf({ algorithm = "fixed_window", window_size = "1 minute" }: Partial<Window>): Window {
  return { algorithm, window_size };
}
