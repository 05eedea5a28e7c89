import { useQuery } from "@tanstack/react-query";
import type { CatalogModel } from "../../../src/client/api.ts";
import { useOrganization } from "../../api/identity.ts";
import { apiQuery } from "../../api/query.ts";

/** The catalogue changes when the operator or its source does, not while one looks. */
const FRESH_MS = 5 * 60_000;

/** All models, as the organization or one of its projects may use them. */
export function useModels(projectId?: string) {
  const { organizationId } = useOrganization();
  const query = { organizationId, ...(projectId === undefined ? {} : { projectId }) };
  return useQuery({ ...apiQuery("getModels", { query }), staleTime: FRESH_MS });
}

export type Offering = CatalogModel["offerings"][number];

/** What can be called now. */
export function isConnected(offering: Offering): boolean {
  return offering.paidBy !== null;
}

/** The offering that stands for its model in a list: one that is connected, then the cheapest. */
export function bestOffering(model: CatalogModel, provider?: string): Offering | undefined {
  const asked = model.offerings.filter((each) => provider === undefined || each.provider === provider);
  return asked.toSorted((a, b) => Number(isConnected(b)) - Number(isConnected(a)) || priceRank(a) - priceRank(b))[0];
}

function priceRank(offering: Offering): number {
  const price = tokenPrice(offering);
  return price === null ? Number.POSITIVE_INFINITY : price.inputUsdPerMillion + price.outputUsdPerMillion;
}

/** What tokens of text cost; null where that is not known, and where something else is charged in their place. */
export function tokenPrice({ pricing }: Offering): Offering["pricing"] {
  if (pricing === null) return null;
  const isFree = pricing.inputUsdPerMillion === 0 && pricing.outputUsdPerMillion === 0;
  return isFree && pricing.units.some(({ usd }) => usd > 0) ? null : pricing;
}
