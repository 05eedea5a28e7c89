import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { apiQuery } from "../../api/query.ts";
import type { ComboboxOption } from "../../ui/combobox.tsx";

const FRESH_MS = 5 * 60_000;
const OWN_MAX = 200;

/** The models of the catalogue to choose from, those that a project can call first. Empty until they are known. */
export function useModelOptions(projectId: string | undefined): readonly ComboboxOption[] {
  const { data } = useQuery({
    // Without rules everything is allowed, and what is asked is the catalogue.
    ...apiQuery("postApiKeysIamCheck", { body: { projectId: projectId ?? "", iam: [] } }),
    enabled: projectId !== undefined,
    staleTime: FRESH_MS,
    placeholderData: keepPreviousData,
  });
  const models = data?.iamCheck.models ?? [];
  const option = (note: string) => (model: { readonly model: string }) => ({
    value: model.model,
    label: model.model,
    ...(note === "" ? {} : { note }),
  });
  return [
    ...models.filter(({ connected }) => connected).map(option("")),
    ...models.filter(({ connected }) => !connected).map(option("no key")),
  ];
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
