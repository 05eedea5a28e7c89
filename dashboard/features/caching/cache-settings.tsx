import { useQuery } from "@tanstack/react-query";
import { apiQuery } from "../../api/query.ts";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ErrorState } from "../../ui/states.tsx";
import { ExactForm } from "./exact-form.tsx";
import { SemanticForm } from "./semantic-form.tsx";

/** What the whole organization says of both caches. */
export function CacheSettings({ organizationId }: { readonly organizationId: string }) {
  const { data, error, refetch } = useQuery(apiQuery("getOrganizationsByIdSettings", { path: { id: organizationId } }));
  if (error && data === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton className="h-80" />;
  const { exactCache, semanticCache } = data.settings;
  return (
    <div className="grid gap-5 lg:grid-cols-2 lg:items-start">
      <ExactForm key={JSON.stringify(exactCache)} organizationId={organizationId} settings={exactCache} />
      <SemanticForm key={JSON.stringify(semanticCache)} organizationId={organizationId} settings={semanticCache} />
    </div>
  );
}
