import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ApiKeyWithSecret } from "../../../src/client/api.ts";

/**
 * The key that was made here. Its secret stays with the answers of queries, so that one can look elsewhere and come back;
 * it goes with the session and with the tab.
 */
export function useFirstKey(organizationId: string) {
  const client = useQueryClient();
  const queryKey = ["firstKey", organizationId] as const;
  const { data = null } = useQuery<ApiKeyWithSecret | null>({
    queryKey,
    queryFn: () => null,
    enabled: false,
    gcTime: Number.POSITIVE_INFINITY,
  });
  return { made: data, keep: (made: ApiKeyWithSecret) => void client.setQueryData(queryKey, made) };
}
