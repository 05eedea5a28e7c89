import { type Entry, entryOf } from "../routing/entry.ts";
import { getOrMake } from "../routing/get-or-make.ts";
import type { View } from "../snapshot/view.ts";
import { withOwnPrice } from "./own-model.ts";
import type { RouteModel } from "./served-route.ts";

interface Known {
  readonly entry: Entry | undefined;
}

const byView = new WeakMap<View, WeakMap<RouteModel, Known>>();

/**
 * A route's model as planning compares it: with its own credentials, else with those that the view has. Undefined where
 * it can be called with neither.
 */
export function entryOfModel(model: RouteModel, view: View): Entry | undefined {
  const known = getOrMake(byView, view, () => new WeakMap<RouteModel, Known>());
  return getOrMake(known, model, () => ({ entry: make(model, view) })).entry;
}

function make(model: RouteModel, view: View): Entry | undefined {
  const { id, providerId, name, price, terms, retries, variant } = model;
  const connected = model.connected ?? view.providers.get(providerId);
  if (connected === undefined || connected.credentials.length === 0) return undefined;
  const hit = view.catalog.find(providerId, name);
  const nativeId = hit?.nativeId ?? name;
  const offering = withOwnPrice(hit?.offering, price, { providerId, nativeId });
  return entryOf({
    connected,
    nativeId,
    hit: hit && offering && { ...hit, offering },
    offering,
    own: { id, variant, terms, retries },
  });
}
