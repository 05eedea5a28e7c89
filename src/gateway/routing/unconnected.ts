import { settingNameOfKey } from "../../providers/setting-name.ts";
import type { View } from "../snapshot/view.ts";
import type { RequestFacts } from "./facts.ts";
import { AUTO } from "./planner.ts";
import type { Rejection } from "./rejection.ts";
import { namesProvider } from "./resolve.ts";

/** Who could be asked too if there were a key: offerings of a named model, for `auto` one line a provider. */
export function unconnected({ model, asked }: RequestFacts, view: View): Rejection[] {
  if (namesProvider(model, view)) return [];
  const missing = (provider: string): string | undefined => {
    const connected = view.providers.get(provider);
    if (connected !== undefined && connected.credentials.length > 0) return undefined;
    if (view.ownKeysOnly || connected === undefined) return "Add a provider key under /api/v1/provider-keys.";
    return `Set ${settingNameOfKey(connected.provider)}, or add a provider key under /api/v1/provider-keys.`;
  };
  const labels = new Map<string, string>();
  const hits =
    model === AUTO
      ? view.catalog.list.filter(
          (hit) => hit.model.operation === asked.operation && hit.model.deprecatedOn === undefined,
        )
      : view.catalog.findAnywhere(model);
  for (const { offering, id } of hits) {
    const detail = missing(offering.provider);
    if (detail !== undefined) labels.set(model === AUTO ? `${offering.provider}/*` : id, detail);
  }
  return [...labels].map(([label, detail]) => ({ label, code: "no_credential", detail }));
}
