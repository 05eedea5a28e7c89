import type { Catalog, Offering } from "../catalog/types.ts";

/** Native names of a provider's conversation models, the cheapest first; those of unknown price last. */
export function cheapModels(catalog: Catalog, providerId: string): readonly string[] {
  return catalog.models
    .filter((model) => model.operation === "chat" && model.deprecatedOn === undefined)
    .flatMap((model) => model.offerings)
    .filter((offering) => offering.provider === providerId)
    .toSorted((a, b) => priceOf(a) - priceOf(b))
    .map((offering) => offering.nativeId);
}

function priceOf({ prices }: Offering): number {
  const price = prices.at(-1);
  return price === undefined ? Number.MAX_SAFE_INTEGER : price.inputPico + price.outputPico;
}
