import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { apiQuery } from "../../api/query.ts";
import type { ComboboxOption } from "../../ui/combobox.tsx";
import { nameOptions } from "./model-options.ts";
import { useModels } from "./use-models.ts";

const FRESH_MS = 5 * 60_000;
const OWN_MAX = 200;

/** The models of the catalogue to name in rules and lists, those that can be called first. Empty until they are known. */
export function useModelOptions(projectId?: string, operation?: string): readonly ComboboxOption[] {
  const { data } = useModels(projectId);
  return useMemo(() => nameOptions(data?.models ?? [], operation), [data, operation]);
}

/** The providers to choose from: the built-in ones and the organization's own. Empty until they are known. */
export function useProviderOptions(organizationId: string): readonly ComboboxOption[] {
  const builtIn = useQuery({ ...apiQuery("getProviders"), staleTime: FRESH_MS });
  const own = useQuery(apiQuery("getProviderKeys", { query: { organizationId, limit: OWN_MAX } }));
  const custom = new Set(own.data?.providerKeys.flatMap(({ customName }) => customName ?? []));
  return [
    ...[...custom].map((name) => ({ value: name, label: name, note: "your own" })),
    ...(builtIn.data?.providers ?? [])
      .filter(({ wires }) => wires === null)
      .map(({ id, name }) => ({ value: id, label: id, note: name })),
  ];
}
