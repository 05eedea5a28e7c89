import type { CatalogModel } from "../../../src/client/api.ts";
import { money } from "../../ui/format.ts";
import { isConnected, type Offering, tokenPrice } from "./use-models.ts";

export interface ModelOption {
  readonly value: string;
  readonly label: string;
  readonly note?: string;
}

/** What can be asked for now: `auto` (chats), each model at each connected provider, and the bare ids of those. */
export function modelOptions(models: readonly CatalogModel[], operation: string): readonly ModelOption[] {
  const served = models
    .filter((model) => model.operation === operation)
    .map((model) => ({ id: model.id, offerings: model.offerings.filter(isConnected) }))
    .filter(({ offerings }) => offerings.length > 0);
  const auto = { value: "auto", label: "auto", note: "the gateway chooses" };
  const exact = served.flatMap(({ offerings }) =>
    offerings.map((offering) => ({ value: offering.model, label: offering.model, note: priceNote(offering) })),
  );
  const bare = served
    .filter(({ offerings }) => offerings.length > 1)
    .map(({ id, offerings }) => ({ value: id, label: id, note: `best of ${offerings.length} providers` }));
  const named = [...exact, ...bare].sort((a, b) => a.label.localeCompare(b.label));
  return operation === "chat" ? [auto, ...named] : named;
}

/** Each model at each provider, those that can be called now first: rules are also about what nobody connected yet. */
export function nameOptions(models: readonly CatalogModel[], operation?: string): readonly ModelOption[] {
  const offerings = models
    .filter((model) => operation === undefined || model.operation === operation)
    .flatMap((model) => model.offerings)
    .sort((a, b) => a.model.localeCompare(b.model));
  return [
    ...offerings.filter(isConnected).map(({ model }) => ({ value: model, label: model })),
    ...offerings
      .filter((offering) => !isConnected(offering))
      .map(({ model }) => ({ value: model, label: model, note: "no key" })),
  ];
}

/** Input and output a million tokens. */
export function priceNote(offering: Offering): string {
  const price = tokenPrice(offering);
  if (price === null) return offering.pricing === null ? "price not known" : "priced by use";
  const { inputUsdPerMillion: input, outputUsdPerMillion: output } = price;
  return input === 0 && output === 0 ? "free" : `${money(input)} / ${money(output)}`;
}
