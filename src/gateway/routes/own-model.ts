import type { Offering, Price } from "../../catalog/types.ts";
import type { ModelTerms } from "./model-terms.ts";

/** What a configuration changes of a model at a provider. */
export interface OwnModel {
  /** Id in its configuration. */
  readonly id: string;
  /** Tells its targets from others of the same model. */
  readonly variant: string;
  readonly terms: ModelTerms | undefined;
  readonly retries: number;
}

/** An offering with prices of the organization's own in place of the catalogue's; undefined where neither tells one. */
export function withOwnPrice(
  offering: Offering | undefined,
  own: Partial<Price> | undefined,
  of: { readonly providerId: string; readonly nativeId: string },
): Offering | undefined {
  if (own === undefined) return offering;
  const base = offering?.prices.length ? offering.prices : [{ from: "1970-01-01", inputPico: 0, outputPico: 0 }];
  // One price was said: sizes and hours of the day, at which the catalogue knows others, do not change it.
  const prices = base.map(({ tiers: _tiers, windows: _windows, ...price }) => ({ ...price, ...own }));
  return { ...(offering ?? { provider: of.providerId, nativeId: of.nativeId }), prices };
}
