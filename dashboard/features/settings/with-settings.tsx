import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { OrganizationSettings } from "../../../src/client/api.ts";
import { useOrganization } from "../../api/identity.ts";
import { apiQuery } from "../../api/query.ts";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ErrorState } from "../../ui/states.tsx";

export interface WithSettingsProps {
  children(settings: OrganizationSettings): ReactNode;
}

/** Waits for the organization's settings. */
export function WithSettings({ children }: WithSettingsProps) {
  const { organizationId } = useOrganization();
  const { data, error, refetch } = useQuery(apiQuery("getOrganizationsByIdSettings", { path: { id: organizationId } }));
  if (error && data === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton className="h-64 max-w-2xl" />;
  return children(data.settings);
}
