import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { apiQuery } from "../../api/query.ts";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ErrorState } from "../../ui/states.tsx";
import { ExactForm } from "./exact-form.tsx";
import { SemanticForm } from "./semantic-form.tsx";

export interface CacheSettingsProps {
  readonly organizationId: string;
  /** Stands below the shorter of the two forms. */
  readonly children: ReactNode;
}

/** What the whole organization says of both caches. */
export function CacheSettings({ organizationId, children }: CacheSettingsProps) {
  const { data, error, refetch } = useQuery(apiQuery("getOrganizationsByIdSettings", { path: { id: organizationId } }));
  if (error && data === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton className="h-80" />;
  const { exactCache, semanticCache } = data.settings;
  return (
    <div className="grid gap-5 lg:grid-cols-2 lg:items-start">
      <div className="grid gap-5">
        <ExactForm key={JSON.stringify(exactCache)} organizationId={organizationId} settings={exactCache} />
        {children}
      </div>
      <SemanticForm key={JSON.stringify(semanticCache)} organizationId={organizationId} settings={semanticCache} />
    </div>
  );
}
