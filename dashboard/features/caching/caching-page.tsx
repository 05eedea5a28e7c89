import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useMay } from "../../api/identity.ts";
import { apiQuery } from "../../api/query.ts";
import { RangeChoice } from "../../shell/range-choice.tsx";
import { type Range, useRangeStart } from "../../shell/ranges.ts";
import { Card } from "../../ui/card.tsx";
import { Page } from "../../ui/page.tsx";
import { ErrorState } from "../../ui/states.tsx";
import { RequestTable } from "../logs/request-table.tsx";
import { cardLink } from "../overview/ranking.tsx";
import { CacheFigures } from "./cache-figures.tsx";
import { CacheSettings } from "./cache-settings.tsx";
import { HitSeries } from "./hit-series.tsx";
import { ProjectCaching } from "./project-caching.tsx";
import { Purge } from "./purge.tsx";

const route = getRouteApi("/signed-in/$organizationId/caching");
const RANGE_DEFAULT: Range = "7d";
const REFRESH_MS = 10_000;
const LATEST = 5;

/** Answers that are given again: what that saves, for which projects, and how to be rid of them. */
export function CachingPage() {
  const { organizationId } = route.useParams();
  const { project, range = RANGE_DEFAULT, change } = route.useSearch();
  const navigate = route.useNavigate();
  const isAdmin = useMay("admin");
  const mayPurge = useMay("developer");
  const from = useRangeStart(range);
  const scope = { organizationId, ...(project === undefined ? {} : { projectId: project }) };
  const live = { refetchInterval: REFRESH_MS, placeholderData: keepPreviousData };
  const summary = useQuery({ ...apiQuery("getAnalyticsSummary", { query: { ...scope, from } }), ...live });
  const hits = useQuery({ ...apiQuery("getLogs", { query: { ...scope, cached: true, limit: LATEST } }), ...live });
  const purge = <Purge key={project} organizationId={organizationId} projectId={project} mayPurgeAll={isAdmin} />;
  return (
    <Page
      title="Caching"
      description="The same question need not be paid twice."
      actions={
        <RangeChoice
          range={range}
          onChange={(next) => void navigate({ search: (now) => ({ ...now, range: next }), replace: true })}
        />
      }
    >
      <CacheFigures organizationId={organizationId} range={range} summary={summary} />
      <HitSeries scope={{ ...scope, from }} range={range} />
      <ProjectCaching
        organizationId={organizationId}
        projectId={project}
        may={isAdmin}
        changing={change}
        onChange={(id) => void navigate({ search: (now) => ({ ...now, change: id }), replace: true })}
      />
      <Card
        title="Latest hits"
        flush
        actions={
          <span className="flex flex-wrap gap-x-4">
            <Link
              to="/$organizationId/analytics"
              params={{ organizationId }}
              search={{ metric: "cache", range }}
              className={cardLink}
            >
              Hits by model, key or route
            </Link>
            <Link to="/$organizationId/logs" params={{ organizationId }} search={{ cached: true }} className={cardLink}>
              All hits
            </Link>
          </span>
        }
      >
        {hits.error && hits.data === undefined ? (
          <ErrorState error={hits.error} onRetry={() => void hits.refetch()} />
        ) : (
          <RequestTable
            label="Latest hits"
            organizationId={organizationId}
            rows={hits.data?.logs}
            empty={
              <p className="px-4 py-8 text-center text-muted">
                No request was answered from the cache yet. Turn it on for a project and ask the same thing twice.
              </p>
            }
          />
        )}
      </Card>
      {isAdmin ? <CacheSettings organizationId={organizationId}>{purge}</CacheSettings> : mayPurge && purge}
    </Page>
  );
}
