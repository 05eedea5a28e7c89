import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { apiQuery } from "../../api/query.ts";
import type { Known } from "./language/completions.ts";
import type { Schema } from "./language/schema-at.ts";

/** Where the schema of configurations is published; it is no operation of the API's description. */
const SCHEMA_URL = "/api/v1/project-config.schema.json";

/** What the editor offers by: the schema, the project's secrets and the providers. Empty until they are there. */
export function useKnown(projectId: string): Known {
  const schema = useQuery({
    queryKey: ["project-config.schema.json"],
    queryFn: async ({ signal }): Promise<Schema> => {
      const response = await fetch(SCHEMA_URL, { signal });
      if (!response.ok) throw new Error(`The schema is not there: ${response.status}`);
      return (await response.json()) as Schema;
    },
    staleTime: Number.POSITIVE_INFINITY,
  }).data;
  const secrets = useQuery(apiQuery("getProjectsByIdSecrets", { path: { id: projectId } })).data?.secrets;
  const providers = useQuery(apiQuery("getProviders")).data?.providers;
  return useMemo(
    () => ({
      schema: schema ?? {},
      secrets: secrets?.map(({ name }) => name) ?? [],
      providers: providers?.map(({ id }) => id) ?? [],
    }),
    [schema, secrets, providers],
  );
}
