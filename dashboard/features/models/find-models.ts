import type { CatalogModel } from "../../../src/client/api.ts";
import type { Ability, ModelsSearch, Sort } from "./search.ts";
import { bestOffering, isConnected, type Offering, tokenPrice } from "./use-models.ts";

/** A model as the list shows it, with the offering that stands for it. */
export interface Found {
  readonly model: CatalogModel;
  readonly best: Offering;
  readonly connected: boolean;
}

/** The models that a search asks for, in its order. What is not known goes last in every order. */
export function findModels(models: readonly CatalogModel[], asked: ModelsSearch): readonly Found[] {
  const words = (asked.text ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  return models
    .flatMap((model): readonly Found[] => {
      const best = bestOffering(model, asked.provider);
      if (best === undefined) return [];
      return [{ model, best, connected: isConnected(best) }];
    })
    .filter(({ model, connected }) => {
      if (asked.operation !== undefined && model.operation !== asked.operation) return false;
      if (asked.connected && !connected) return false;
      if (!(asked.can ?? []).every((ability) => canDo(model, ability))) return false;
      const names = [model.id, model.name, model.family ?? "", ...model.aliases].join(" ").toLowerCase();
      return words.every((word) => names.includes(word));
    })
    .toSorted((a, b) => compare(a, b, asked.sort) || a.model.name.localeCompare(b.model.name));
}

function canDo(model: CatalogModel, ability: Ability): boolean {
  return model.capabilities.includes(ability) || model.input.includes(ability);
}

function compare(a: Found, b: Found, sort: Sort = "name"): number {
  switch (sort) {
    case "name":
      return Number(b.connected) - Number(a.connected);
    case "input":
      return ascending(tokenPrice(a.best)?.inputUsdPerMillion, tokenPrice(b.best)?.inputUsdPerMillion);
    case "output":
      return ascending(tokenPrice(a.best)?.outputUsdPerMillion, tokenPrice(b.best)?.outputUsdPerMillion);
    case "context":
      return descending(a.best.contextTokens, b.best.contextTokens);
    case "score":
      return descending(a.model.quality?.score, b.model.quality?.score);
    case "newest":
      return descending(timeOf(a.model), timeOf(b.model));
  }
}

function timeOf({ releasedOn }: CatalogModel): number | null {
  return releasedOn === null ? null : Date.parse(releasedOn);
}

type Figure = number | null | undefined;

function ascending(a: Figure, b: Figure): number {
  const [first, second] = [a ?? Number.MAX_VALUE, b ?? Number.MAX_VALUE];
  return first - second;
}

function descending(a: Figure, b: Figure): number {
  const [first, second] = [a ?? -Number.MAX_VALUE, b ?? -Number.MAX_VALUE];
  return second - first;
}
