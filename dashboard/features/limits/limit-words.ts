import type { KeyRateLimits, SpendLimits } from "../../../src/client/api.ts";
import { count, money } from "../../ui/format.ts";

export type RateName = "rpm" | "tpm" | "rpd" | "parallel";
export type SpendName = "per_request_usd" | "daily_usd" | "weekly_usd" | "monthly_usd";

export const RATES: Readonly<Record<RateName, { readonly label: string; readonly short: string }>> = {
  rpm: { label: "Requests a minute", short: "requests a minute" },
  tpm: { label: "Tokens a minute", short: "tokens a minute" },
  rpd: { label: "Requests a day (UTC)", short: "requests a day" },
  parallel: { label: "Requests at the same time", short: "at the same time" },
};
export const RATE_NAMES = Object.keys(RATES) as readonly RateName[];

export const SPENDS: Readonly<Record<SpendName, { readonly label: string; readonly short: string }>> = {
  per_request_usd: { label: "A request, in US$", short: "a request" },
  daily_usd: { label: "A day, in US$", short: "a day" },
  weekly_usd: { label: "A week, in US$", short: "a week" },
  monthly_usd: { label: "A month, in US$", short: "a month" },
};
export const SPEND_NAMES = Object.keys(SPENDS) as readonly SpendName[];

/** The rates that are set, in words. */
export function rateWords(limits: KeyRateLimits): readonly string[] {
  return RATE_NAMES.flatMap((name) => {
    const value = limits?.[name];
    return value === undefined ? [] : [`${count(value)} ${RATES[name].short}`];
  });
}

/** The spend limits that are set, in words. */
export function spendWords(limits: SpendLimits): readonly string[] {
  return SPEND_NAMES.flatMap((name) => {
    const value = limits[name];
    return value === null ? [] : [`${money(value)} ${SPENDS[name].short}`];
  });
}

/** What holds of two bounds: the tighter one. Undefined: nothing does. */
export function tighter(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}

/** A figure as it is typed; empty is null. */
export function figureOf(typed: string): number | null {
  return typed.trim() === "" ? null : Number(typed);
}
