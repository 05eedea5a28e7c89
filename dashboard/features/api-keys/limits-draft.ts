import type { ApiKey, ApiKeyPatch } from "../../../src/client/api.ts";

export const RATES = ["rpm", "tpm", "rpd", "parallel"] as const;
export const CAPS = ["daily_usd", "weekly_usd", "monthly_usd", "per_request_usd"] as const;

type Rate = (typeof RATES)[number];
type Cap = (typeof CAPS)[number];

/** Limits as they are typed: an empty text is no limit. */
export type RatesDraft = Readonly<Record<Rate, string>>;
export interface LimitsDraft extends RatesDraft, Readonly<Record<Cap, string>> {
  readonly usageLimit: string;
  readonly allow_unpriced: boolean;
}

/** The rates that are set, for a form. */
export function draftOfRates(rates: ApiKey["rateLimits"]): RatesDraft {
  return mapOf(RATES, (rate) => textOf(rates?.[rate]));
}

/** What of the rates was changed; undefined where nothing was. Null clears a limit. */
export function ratesPatch(before: RatesDraft, after: RatesDraft): Record<string, number | null> | undefined {
  return changed(RATES, before, after);
}

/** A key's limits, for a form. */
export function draftOfLimits({ rateLimits, limits, usageLimit }: ApiKey): LimitsDraft {
  return {
    ...draftOfRates(rateLimits),
    ...mapOf(CAPS, (cap) => textOf(limits[cap])),
    usageLimit: textOf(usageLimit),
    allow_unpriced: limits.allow_unpriced,
  };
}

/** Only what was changed, so that two people do not undo each other's changes. */
export function limitsPatch(before: LimitsDraft, after: LimitsDraft): ApiKeyPatch {
  const rateLimits = ratesPatch(before, after);
  const caps = changed(CAPS, before, after);
  const unpriced =
    before.allow_unpriced === after.allow_unpriced ? undefined : { allow_unpriced: after.allow_unpriced };
  return {
    ...(rateLimits && { rateLimits }),
    ...((caps ?? unpriced) && { limits: { ...caps, ...unpriced } }),
    ...(before.usageLimit !== after.usageLimit && { usageLimit: numberOf(after.usageLimit) }),
  } as ApiKeyPatch;
}

function changed<Name extends string>(
  names: readonly Name[],
  before: Readonly<Record<Name, string>>,
  after: Readonly<Record<Name, string>>,
): Record<string, number | null> | undefined {
  const found = names.filter((name) => before[name].trim() !== after[name].trim());
  return found.length === 0 ? undefined : mapOf(found, (name) => numberOf(after[name]));
}

function mapOf<Name extends string, Value>(names: readonly Name[], read: (name: Name) => Value): Record<Name, Value> {
  return Object.fromEntries(names.map((name) => [name, read(name)])) as Record<Name, Value>;
}

function textOf(value: number | null | undefined): string {
  return value === null || value === undefined ? "" : String(value);
}

function numberOf(text: string): number | null {
  return text.trim() === "" ? null : Number(text);
}
