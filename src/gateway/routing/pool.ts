import type { Endpoint } from "../endpoint.ts";
import type { View } from "../snapshot/view.ts";
import { entriesOf } from "./entries.ts";
import type { Entry } from "./entry.ts";
import { getOrMake } from "./get-or-make.ts";
import type { Policy } from "./policy.ts";
import type { Rejection } from "./rejection.ts";

/** Prices that rules ask for may change at any minute. */
const KEPT_MS = 60_000;
const NONE: readonly Rejection[] = [];

/** The candidates of `auto` that a policy leaves. */
export interface Pool {
  readonly allowed: readonly Entry[];
  readonly denied: readonly Rejection[];
  readonly untilMs: number;
}

const pools = new WeakMap<View, WeakMap<Policy, Map<string, Pool>>>();

/** Everybody whom `auto` may ask under a policy, and who is kept from it; kept for a minute. */
export function poolOf(
  view: View,
  policy: Policy,
  asked: Pick<Endpoint, "operation" | "dialect">,
  nowMs: number,
): Pool {
  const all = entriesOf(view).auto(asked);
  if (policy.open) return { allowed: all, denied: NONE, untilMs: nowMs };
  const byPolicy = getOrMake(pools, view, () => new WeakMap<Policy, Map<string, Pool>>());
  const byWire = getOrMake(byPolicy, policy, () => new Map<string, Pool>());
  const key = `${asked.operation} ${asked.dialect.id}`;
  const known = byWire.get(key);
  if (known !== undefined && nowMs < known.untilMs) return known;
  const made = { ...divide(all, policy, nowMs), untilMs: nowMs + KEPT_MS };
  byWire.set(key, made);
  return made;
}

/** Those that a policy allows, and why not the others. */
export function divide(
  entries: readonly Entry[],
  policy: Policy,
  nowMs: number,
): { readonly allowed: readonly Entry[]; readonly denied: readonly Rejection[] } {
  if (policy.open) return { allowed: entries, denied: NONE };
  const allowed: Entry[] = [];
  const denied: Rejection[] = [];
  for (const entry of entries) {
    const rejection = policy.check(entry, nowMs);
    if (rejection === undefined) allowed.push(entry);
    else denied.push(rejection);
  }
  return { allowed, denied };
}
