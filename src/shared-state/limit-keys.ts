import type { LimitRule, Measure } from "../gateway/limits/limit-engine.ts";
import { isRunning, slidingMs, windowName } from "../gateway/limits/windows.ts";

/** Added to what a key must live at least: clocks differ. */
export const TTL_MARGIN_MS = 60_000;
/** Counters without an end are kept so long after they were used, then made again from the database. */
const ENDLESS_TTL_MS = 40 * 86_400_000;

/** The keys of one tenant; see `limit-scripts.ts` for what is in them. */
export interface LimitKeys {
  readonly holds: string;
  readonly lapses: string;
  id(id: string): string;
  counter(rule: LimitRule): string;
}

/** Names keys so that all of a tenant's are on one node. */
export function limitKeys(tenant: string): LimitKeys {
  const base = `limits:{${nameInKey(tenant)}}:`;
  return {
    holds: `${base}holds`,
    lapses: `${base}lapses`,
    id: (id) => `${base}id:${id}`,
    counter: ({ counter, window }) => `${base}c:${nameInKey(counter)}|${windowName(window)}`,
  };
}

const PLAIN = /^[\w.:=/@-]*$/;

/** A name without what has a meaning in keys and scripts; different names stay different. */
export function nameInKey(name: string): string {
  if (PLAIN.test(name)) return name;
  return name.replace(/[^\w.:=/@-]/g, (unit) => `%${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

const KINDS = {
  requests: "r",
  running: "g",
  nanos: "n",
  tokens: "t",
  input_tokens: "i",
  output_tokens: "o",
  input_nanos: "j",
  output_nanos: "p",
  audio_ms: "a",
} as const satisfies Readonly<Record<Measure, string>>;

/** Parts of a request's use in the order in which the script of the journal is told of them. */
export const PARTS = ["input_tokens", "output_tokens", "input_nanos", "output_nanos", "audio_ms"] as const;

/** Their letters, in that order. */
export const PART_KINDS = PARTS.map((part) => KINDS[part]).join("");

/** Letter of a claim in the scripts. */
export function kindOf(rule: LimitRule): (typeof KINDS)[Measure] {
  return isRunning(rule) ? KINDS.running : KINDS[rule.measure];
}

/** How long a counter is of use, in ms from now. */
export function counterTtlMs(rule: LimitRule, nowMs: number, holdMs: number): number {
  const ms = slidingMs(rule);
  if (ms > 0) return 2 * ms + TTL_MARGIN_MS;
  if (rule.window.kind === "running" || isRunning(rule)) return holdMs + TTL_MARGIN_MS;
  const left = rule.window.kind === "period" ? rule.window.endMs - nowMs : ENDLESS_TTL_MS;
  return Math.min(ENDLESS_TTL_MS, Math.max(0, Math.ceil(left))) + TTL_MARGIN_MS;
}
