import { dollars } from "../metering/cost.ts";
import type { LimitState } from "./limit-engine.ts";

/** Of each measure that headers tell the limit with the smallest share left. */
export interface Binding {
  readonly requests: LimitState | undefined;
  readonly tokens: LimitState | undefined;
  readonly nanos: LimitState | undefined;
}

/** The limits that bind; those that never refuse, and credits, which are nobody's limit, do not. */
export function bindingOf(states: readonly LimitState[]): Binding {
  return {
    requests: tightest(states, "requests"),
    tokens: tightest(states, "tokens"),
    nanos: tightest(states, "nanos"),
  };
}

/**
 * The `x-ratelimit-*` headers as a flat list: the binding limit, and those of requests and of tokens that bind; resets
 * in unix seconds. With a hard budget `x-budget-*` tells of the one with the smallest share left. `refused` is the rate
 * limit that refused the request: it binds, whatever else is tight.
 */
export function limitHeaders({ requests, tokens, nanos }: Binding, refused?: LimitState): string[] {
  const binding = refused ?? tighter(requests, tokens);
  const headers: string[] = [];
  if (binding !== undefined) add(headers, "", binding);
  if (requests !== undefined) add(headers, "-requests", requests);
  if (tokens !== undefined) add(headers, "-tokens", tokens);
  if (nanos !== undefined) addBudget(headers, nanos);
  return headers;
}

function tightest(states: readonly LimitState[], measure: string): LimitState | undefined {
  let found: LimitState | undefined;
  for (const state of states) {
    const { rule } = state;
    if (rule.measure === measure && rule.hard && rule.scope !== "credits") found = tighter(found, state);
  }
  return found;
}

/** The one with the smaller share left. */
function tighter(a: LimitState | undefined, b: LimitState | undefined): LimitState | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return shareLeft(a) <= shareLeft(b) ? a : b;
}

function shareLeft({ rule, used }: LimitState): number {
  return rule.limit <= 0 ? 0 : (rule.limit - used) / rule.limit;
}

function add(headers: string[], kind: string, { rule, used, resetAtMs }: LimitState): void {
  headers.push(
    `x-ratelimit-limit${kind}`,
    String(rule.limit),
    `x-ratelimit-remaining${kind}`,
    String(Math.max(0, rule.limit - used)),
    `x-ratelimit-reset${kind}`,
    String(Math.ceil(resetAtMs / 1000)),
  );
}

function addBudget(headers: string[], { rule, used, resetAtMs }: LimitState): void {
  headers.push(
    "x-budget-limit-usd",
    String(dollars(rule.limit)),
    "x-budget-remaining-usd",
    String(dollars(Math.max(0, rule.limit - used))),
  );
  if (Number.isFinite(resetAtMs)) headers.push("x-budget-reset", String(Math.ceil(resetAtMs / 1000)));
}
