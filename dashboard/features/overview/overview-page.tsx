import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Rocket } from "lucide-react";
import { apiQuery } from "../../api/query.ts";
import { RangeChoice } from "../../shell/range-choice.tsx";
import { RANGES, type Range, TIME_ZONE, useRangeStart } from "../../shell/ranges.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { Figures } from "./figures.tsx";
import { LatestFailures } from "./latest-failures.tsx";
import { Ranking } from "./ranking.tsx";
import { Traffic } from "./traffic.tsx";

const route = getRouteApi("/signed-in/$organizationId/overview");
const RANGE_DEFAULT: Range = "7d";
const REFRESH_MS = 30_000;
const RANKED = 6;

/** What was spent, how much was asked, how well it went, and by what. */
export function OverviewPage() {
  const { organizationId } = route.useParams();
  const { project, range = RANGE_DEFAULT } = route.useSearch();
  const navigate = route.useNavigate();
  const choose = (next: Range) => void navigate({ search: (now) => ({ ...now, range: next }), replace: true });
  const from = useRangeStart(range);
  const scope = { organizationId, from, ...(project === undefined ? {} : { projectId: project }) };
  const live = { refetchInterval: REFRESH_MS, placeholderData: keepPreviousData };
  const summary = useQuery({ ...apiQuery("getAnalyticsSummary", { query: scope }), ...live });
  const { grain } = RANGES[range];
  const series = useQuery({
    ...apiQuery("getAnalyticsSeries", { query: { ...scope, grain, timeZone: TIME_ZONE } }),
    ...live,
  });
  const ranked = (by: "model" | "apiKey") => ({
    ...apiQuery("getAnalyticsBreakdown", { query: { ...scope, by, orderBy: "requests", limit: RANKED } }),
    ...live,
  });
  const models = useQuery(ranked("model"));
  const keys = useQuery(ranked("apiKey"));
  const error = summary.error ?? series.error;
  const current = summary.data?.summary.current;

  return (
    <Page title="Overview" actions={<RangeChoice range={range} onChange={choose} />}>
      {error && summary.data === undefined ? (
        <ErrorState error={error} onRetry={() => void Promise.all([summary.refetch(), series.refetch()])} />
      ) : current?.requests === 0 ? (
        <Quiet range={range} organizationId={organizationId} />
      ) : (
        <>
          <Figures summary={summary.data?.summary} />
          <Traffic series={series.data?.series} />
          <div className="grid gap-5 lg:grid-cols-2">
            <Ranking title="Top models" by="model" query={models} organizationId={organizationId} filter={{ range }} />
            <Ranking title="Top API keys" by="apiKey" query={keys} organizationId={organizationId} filter={{ range }} />
          </div>
          <LatestFailures organizationId={organizationId} projectId={project} />
        </>
      )}
    </Page>
  );
}

function Quiet({ range, organizationId }: { readonly range: Range; readonly organizationId: string }) {
  return (
    <Card>
      <EmptyState
        icon={Rocket}
        title={`No requests in the ${RANGES[range].label.toLowerCase()}`}
        action={
          <>
            <Button asChild variant="primary">
              <Link to="/$organizationId/start" params={{ organizationId }}>
                <Rocket aria-hidden />
                Get started
              </Link>
            </Button>
            <Button asChild>
              <Link to="/$organizationId/playground" params={{ organizationId }}>
                Open the playground
              </Link>
            </Button>
          </>
        }
      >
        Figures appear here a second after a request. The model <code className="font-mono text-sm">mock/echo</code>{" "}
        answers without any provider.
      </EmptyState>
    </Card>
  );
}
