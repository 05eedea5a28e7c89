import { useQuery } from "@tanstack/react-query";
import type { ApiKey, Project } from "../../../src/client/api.ts";
import { apiQuery } from "../../api/query.ts";
import { keyName } from "../api-keys/key-name.ts";
import type { Names } from "./budget-words.ts";

const NAMED_MAX = 200;
const NONE: readonly never[] = [];

/** Projects and keys to choose from, and what they are called. */
export interface Named {
  readonly projects: readonly Project[];
  readonly apiKeys: readonly ApiKey[];
  readonly names: Names;
  /** False while they are not all known. */
  readonly isRead: boolean;
}

/** The organization's projects in use and its keys. */
export function useNames(organizationId: string): Named {
  const query = { organizationId, limit: NAMED_MAX };
  const projectsRead = useQuery(apiQuery("getProjects", { query: { ...query, status: "active" } }));
  const keysRead = useQuery(apiQuery("getApiKeys", { query }));
  const projects = projectsRead.data?.projects ?? NONE;
  const apiKeys = keysRead.data?.apiKeys ?? NONE;
  const names = new Map([
    ...projects.map(({ id, name }) => [id, name] as const),
    ...apiKeys.map((key) => [key.id, keyName(key)] as const),
  ]);
  const isRead = !projectsRead.isPending && !keysRead.isPending;
  return { projects, apiKeys, names, isRead };
}
