import { dollars } from "../metering/cost.ts";
import type { LimitState, Measure } from "./limit-engine.ts";

/** Of each measure that headers tell the limit with the smallest share left. */
export type Binding = Readonly<Partial<Record<Measure, LimitState | undefined>>>;

/** The limits that bind; those that never refuse, and credits, which are nobody's limit, do not. */
export function bindingOf(states: readonly LimitState[]): Binding {
  const binding: Partial<Record<Measure, LimitState | undefined>> = {
    requests: undefined,
    tokens: undefined,
    nanos: undefined,
  };
  for (const state of states) {
    const { measure, hard, scope } = state.rule;
    if (measure !== "running" && hard && scope !== "credits") binding[measure] = tighter(binding[measure], state);
  }
  return binding;
}

/** Ends of the names of headers that tell of rates. */
const KINDS: readonly (readonly [Measure, string])[] = [
  ["requests", "-requests"],
  ["tokens", "-tokens"],
  ["input_tokens", "-input-tokens"],
  ["output_tokens", "-output-tokens"],
  ["audio_ms", "-audio-seconds"],
];

/**
 * The `x-ratelimit-*` headers as a flat list: the binding limit, and those of requests, of tokens and of audio that bind;
 * resets in unix seconds. With a hard budget `x-budget-*` tells of the one with the smallest share left. `refused` is
 * the rate limit that refused the request: it binds, whatever else is tight.
 */
export function limitHeaders(binding: Binding, refused?: LimitState): string[] {
  let tightest = refused;
  const headers: string[] = [];
  for (const [measure, kind] of KINDS) {
    const state = binding[measure];
    if (state === undefined) continue;
    if (refused === undefined) tightest = tighter(tightest, state);
    add(headers, kind, state);
  }
  const first: string[] = [];
  if (tightest !== undefined) add(first, "", tightest);
  const money = tighter(tighter(binding.nanos, binding.input_nanos), binding.output_nanos);
  if (money !== undefined) addBudget(headers, money);
  return first.concat(headers);
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
  const unit = rule.measure === "audio_ms" ? 1_000 : 1;
  headers.push(
    `x-ratelimit-limit${kind}`,
    String(Math.floor(rule.limit / unit)),
    `x-ratelimit-remaining${kind}`,
    String(Math.floor(Math.max(0, rule.limit - used) / unit)),
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
