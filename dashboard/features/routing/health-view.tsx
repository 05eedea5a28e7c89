import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { HeartPulse } from "lucide-react";
import { apiQuery } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Input, Select } from "../../ui/field.tsx";
import { count, percent } from "../../ui/format.ts";
import { Stat, StatRow } from "../../ui/stat.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { HealthDetail } from "./health-detail.tsx";
import { healthRows, isInTrouble } from "./health-rows.ts";
import { HealthTable } from "./health-table.tsx";
import type { RoutingSearch } from "./search.ts";

const route = getRouteApi("/signed-in/$organizationId/routing");
const REFRESH_MS = 3_000;

/** How everything does that was called lately, as routing sees it now. */
export function HealthView() {
  const { organizationId } = route.useParams();
  const { text, state, detail } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, refetch } = useQuery({ ...apiQuery("getProvidersHealth"), refetchInterval: REFRESH_MS });
  if (error && data === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const change = (next: Partial<RoutingSearch>): void =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true });
  const all = data && healthRows(data.health, {});
  const rows = data && healthRows(data.health, { text, state });
  const open = all?.filter((row) => row.state !== "closed");
  const samples = all?.reduce((sum, row) => sum + row.samples, 0) ?? 0;
  const successes = all?.reduce((sum, row) => sum + row.samples * (row.uptime ?? 0), 0) ?? 0;
  const shown = all?.find(({ label }) => label === detail);
  if (all?.length === 0)
    return (
      <Card>
        <EmptyState icon={HeartPulse} title="Nothing was called lately">
          Each model at each provider is here from its first request on: how often it succeeds, how fast it is, and
          whether it is given a rest.
        </EmptyState>
      </Card>
    );
  return (
    <div className="grid gap-5">
      <StatRow>
        <Stat label="Models in use" value={all && count(all.length)} note="at their providers" />
        <Stat label="In trouble" value={all && count(all.filter(isInTrouble).length)} note="resting, or below 95%" />
        <Stat label="Given a rest" value={open && count(open.length)} note="circuit not closed" />
        <Stat
          label="Success lately"
          value={all && percent(samples === 0 ? null : successes / samples)}
          note="newer ones count more"
        />
      </StatRow>
      <div className="flex flex-wrap gap-2">
        <Input
          fit
          type="search"
          aria-label="Search models"
          placeholder="Provider or model"
          data-shortcut="search"
          className="md:w-72"
          value={text ?? ""}
          onChange={(event) => change({ text: event.target.value || undefined })}
        />
        <Select
          aria-label="State"
          fit
          value={state ?? ""}
          onChange={(event) => change({ state: event.target.value === "" ? undefined : "trouble" })}
        >
          <option value="">Any state</option>
          <option value="trouble">In trouble</option>
        </Select>
      </div>
      <Card flush>
        <HealthTable
          rows={rows}
          organizationId={organizationId}
          empty={
            <EmptyState
              icon={HeartPulse}
              title={state === "trouble" && text === undefined ? "Nothing is in trouble" : "No model is like that"}
              action={<Button onClick={() => change({ text: undefined, state: undefined })}>Remove all filters</Button>}
            />
          }
        />
      </Card>
      <p className="text-xs text-muted">
        Figures of this gateway process; an attempt counts half after 15 minutes. A circuit opens after five failures in
        a row, or when half of at least twenty requests in thirty seconds failed; after a rest one request tries again.
      </p>
      {shown && (
        <HealthDetail row={shown} organizationId={organizationId} onClose={() => change({ detail: undefined })} />
      )}
    </div>
  );
}
