import { addressBlock } from "../../address-block.ts";
import { BoundedMap } from "../../bounded-map.ts";
import { type BudgetWindow, type WindowPeriod, windowOf } from "../../budget-window.ts";
import type { CallerBudget, CallerKey, CallerRateLimits } from "../caller.ts";
import type { LimitRule, LimitScope } from "./limit-engine.ts";

/** What of a request decides which limits it must pass. */
export interface RulesInput {
  readonly ip: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** The installation's, for keys that set none of their own. */
  readonly defaults: { readonly rpm: number; readonly tpm: number };
}

/** The rules of one caller, made as requests ask for them. */
interface Compiled {
  readonly defaults: RulesInput["defaults"];
  readonly tagBudgets: readonly CallerBudget[];
  /** By what of a request makes a difference: its address and its tags, where something bounds them. */
  lists: BoundedMap<string, readonly LimitRule[]>;
  /** From then on, until then, they are right. */
  sinceMs: number;
  untilMs: number;
}

/** Addresses and tags are callers' making. */
const LISTS_MAX = 256;

const MINUTE_MS = 60_000;
const MINUTE = Object.freeze({ kind: "sliding", ms: MINUTE_MS } as const);
const NOW = Object.freeze({ kind: "running" } as const);
const FOR_GOOD = Object.freeze({ kind: "period", startMs: 0, endMs: Number.POSITIVE_INFINITY } as const);

const compiled = new WeakMap<CallerKey, Compiled>();

/**
 * The limits that a request of this caller must pass, each counter once: rates of its address, key, project and
 * organization, budgets by time, and credits. Of several budgets for the same thing and time the tightest hard one
 * stands for all, else the tightest soft one. Budgets by request are not counted, so they are not among them. The list
 * is shared between requests and must not be changed.
 */
export function rulesOf(caller: CallerKey, input: RulesInput, nowMs: number): readonly LimitRule[] {
  const own = compiledOf(caller, input.defaults, nowMs);
  const ip = caller.ipRateLimits === null ? null : input.ip;
  let name = ip ?? "";
  for (const budget of own.tagBudgets) name += `\n${tagOf(budget, input.tags) ?? ""}`;
  let rules = own.lists.get(name);
  if (rules === undefined) {
    rules = Object.freeze([
      ...(ip === null ? [] : ipRules(caller, ip, nowMs)),
      ...rateRules(caller, input.defaults, nowMs),
      ...budgetRules(caller, nowMs),
      ...creditRules(caller),
      ...tagRules(own.tagBudgets, caller, input.tags, nowMs),
    ]);
    own.lists.set(name, rules);
  }
  return rules;
}

/** The name of a budget's counter; of a tag the budget's scope id, or for `name=*` the value that is meant. */
export function spendCounter({ scope, period }: CallerBudget, scopeId: string): string {
  return `spend:${scope}:${scopeId}:${period}`;
}

function compiledOf(caller: CallerKey, defaults: RulesInput["defaults"], nowMs: number): Compiled {
  let own = compiled.get(caller);
  if (own === undefined || own.defaults.rpm !== defaults.rpm || own.defaults.tpm !== defaults.tpm) {
    const tagBudgets = caller.budgets.filter(({ scope, period }) => scope === "tag" && period !== "request");
    own = { defaults, tagBudgets, lists: new BoundedMap(LISTS_MAX), sinceMs: 0, untilMs: 0 };
    compiled.set(caller, own);
  }
  if (nowMs < own.sinceMs || nowMs >= own.untilMs) {
    // Every week and month ends with a day.
    const days = [windowOf("day", "UTC", nowMs), windowOf("day", caller.timeZone, nowMs)];
    own.lists = new BoundedMap(LISTS_MAX);
    own.sinceMs = Math.max(...days.map(({ startMs }) => startMs));
    own.untilMs = Math.min(...days.map(({ endMs }) => endMs));
  }
  return own;
}

function rateRules(caller: CallerKey, defaults: RulesInput["defaults"], nowMs: number): LimitRule[] {
  return [
    ...ratesOf("key", caller.keyId, { ...defaults, ...caller.rateLimits }, nowMs),
    ...ratesOf("project", caller.projectId, caller.projectRateLimits ?? {}, nowMs),
    ...ratesOf("organization", caller.organizationId, caller.organizationRateLimits, nowMs),
  ];
}

/** Of an IPv6 address its network: one caller commonly has all addresses of it, and would else have them in turn. */
function ipRules({ ipRateLimits }: CallerKey, ip: string, nowMs: number): LimitRule[] {
  return ratesOf("ip", addressBlock(ip), ipRateLimits ?? {}, nowMs);
}

function ratesOf(scope: LimitScope, scopeId: string, limits: CallerRateLimits, nowMs: number): LimitRule[] {
  const { rpm, tpm, rpd, parallel } = limits;
  const of = { scope, scopeId, hard: true } as const;
  const rules: LimitRule[] = [];
  const name = `${scope}:${scopeId}`;
  if (rpd !== undefined) {
    const window = periodOf(windowOf("day", "UTC", nowMs));
    rules.push({ ...of, counter: `${name}:rpd`, measure: "requests", window, limit: rpd });
  }
  if (rpm !== undefined) rules.push({ ...of, counter: `${name}:rpm`, measure: "requests", window: MINUTE, limit: rpm });
  if (tpm !== undefined) rules.push({ ...of, counter: `${name}:tpm`, measure: "tokens", window: MINUTE, limit: tpm });
  if (parallel !== undefined)
    rules.push({ ...of, counter: `${name}:parallel`, measure: "running", window: NOW, limit: parallel });
  return rules;
}

function budgetRules(caller: CallerKey, nowMs: number): LimitRule[] {
  const tightest = new Map<string, LimitRule>();
  for (const budget of caller.budgets) {
    if (budget.scope !== "tag") addTightest(tightest, budget, budget.scopeId, caller.timeZone, nowMs);
  }
  return [...tightest.values()];
}

function tagRules(
  budgets: readonly CallerBudget[],
  { timeZone }: CallerKey,
  tags: Readonly<Record<string, string>>,
  nowMs: number,
): LimitRule[] {
  const tightest = new Map<string, LimitRule>();
  for (const budget of budgets) {
    const scopeId = tagOf(budget, tags);
    if (scopeId !== null) addTightest(tightest, budget, scopeId, timeZone, nowMs);
  }
  return [...tightest.values()];
}

/** The `name=value` that a budget counts for these tags; null when it is not about them. */
export function tagOf({ scopeId }: CallerBudget, tags: Readonly<Record<string, string>>): string | null {
  const at = scopeId.indexOf("=");
  const name = scopeId.slice(0, at);
  const wanted = scopeId.slice(at + 1);
  const value = Object.hasOwn(tags, name) ? tags[name] : undefined;
  return value !== undefined && (wanted === "*" || wanted === value) ? `${name}=${value}` : null;
}

function addTightest(
  rules: Map<string, LimitRule>,
  budget: CallerBudget,
  scopeId: string,
  timeZone: string,
  nowMs: number,
): void {
  const { period, scope, hard } = budget;
  if (period === "request") return;
  const counter = spendCounter(budget, scopeId);
  const before = rules.get(counter);
  if (before !== undefined && !isTighter(budget, before)) return;
  const window = periodOf(windowOf(period satisfies WindowPeriod, timeZone, nowMs));
  const money = { measure: "nanos", limit: budget.limitNanos, budgetId: budget.id } as const;
  rules.set(counter, { counter, scope, scopeId, window, hard, ...money });
}

function isTighter({ hard, limitNanos }: CallerBudget, before: LimitRule): boolean {
  return hard === before.hard ? limitNanos < before.limit : hard;
}

function creditRules({ organizationId, credits }: CallerKey): LimitRule[] {
  const { creditedNanos, lineNanos } = credits;
  if (lineNanos === null) return [];
  const counter = `spend:credits:${organizationId}:total`;
  const limit = Math.max(0, creditedNanos + lineNanos);
  return [
    { counter, scope: "credits", scopeId: organizationId, measure: "nanos", window: FOR_GOOD, limit, hard: true },
  ];
}

function periodOf({ startMs, endMs }: BudgetWindow): LimitRule["window"] {
  return Number.isFinite(endMs) ? { kind: "period", startMs, endMs } : FOR_GOOD;
}
