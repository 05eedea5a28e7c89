import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { AnalyticsBreakdownRow, CatalogModel, ModelHealth } from "../../../src/client/api.ts";
import { apiQuery } from "../../api/query.ts";
import { useRangeStart } from "../../shell/ranges.ts";
import { Badge } from "../../ui/badge.tsx";
import { Card } from "../../ui/card.tsx";
import { count, duration, percent } from "../../ui/format.ts";
import { rowLink } from "../../ui/row-link.ts";
import { ErrorState } from "../../ui/states.tsx";
import { type Column, Table } from "../../ui/table.tsx";

export interface ModelTrafficProps {
  readonly organizationId: string;
  readonly projectId: string | undefined;
  readonly model: CatalogModel;
}

interface Row {
  readonly traffic: AnalyticsBreakdownRow;
  readonly health: ModelHealth | undefined;
}

const REFRESH_MS = 30_000;

/** How a model did for this organization in the last week, provider by provider, and how its providers do now. */
export function ModelTraffic({ organizationId, projectId, model }: ModelTrafficProps) {
  const from = useRangeStart("7d");
  const scope = { organizationId, from, ...(projectId === undefined ? {} : { projectId }) };
  const traffic = useQuery({
    ...apiQuery("getAnalyticsBreakdown", { query: { ...scope, model: model.id, by: "provider" } }),
    refetchInterval: REFRESH_MS,
  });
  const health = useQuery({ ...apiQuery("getProvidersHealth"), refetchInterval: REFRESH_MS });
  const healthOf = (provider: string | null): ModelHealth | undefined =>
    health.data?.health.find((each) => each.provider === provider && each.model === model.id);
  const rows = traffic.data?.breakdown.rows.map((row): Row => ({ traffic: row, health: healthOf(row.value) }));
  const columns: readonly Column<Row>[] = [
    {
      id: "provider",
      header: "Provider",
      cell: ({ traffic: { value } }) =>
        value === null ? (
          <span className="text-muted">not answered</span>
        ) : (
          <Link
            {...rowLink}
            to="/$organizationId/logs"
            params={{ organizationId }}
            search={{ model: `${value}/${model.id}` }}
          >
            {value}
          </Link>
        ),
    },
    { id: "requests", header: "Requests", numeric: true, width: "5rem", cell: (row) => count(row.traffic.requests) },
    {
      id: "success",
      header: "Success",
      numeric: true,
      width: "4.5rem",
      cell: (row) => percent(row.traffic.successRate),
    },
    {
      id: "first",
      header: "First token",
      numeric: true,
      from: "md",
      width: "5.5rem",
      cell: (row) => duration(row.traffic.timeToFirstTokenMs.p50),
    },
    {
      id: "p50",
      header: "p50",
      numeric: true,
      from: "md",
      width: "4.5rem",
      cell: (row) => duration(row.traffic.latencyMs.p50),
    },
    { id: "p95", header: "p95", numeric: true, width: "4.5rem", cell: (row) => duration(row.traffic.latencyMs.p95) },
    { id: "now", header: "Now", from: "md", width: "7rem", cell: (row) => <Now health={row.health} /> },
  ];
  return (
    <Card title="Last 7 days" flush>
      {traffic.error && rows === undefined ? (
        <ErrorState error={traffic.error} onRetry={() => void traffic.refetch()} />
      ) : (
        <Table
          label="Traffic by provider"
          columns={columns}
          rows={rows}
          rowKey={(row) => row.traffic.value ?? "none"}
          empty={<p className="px-4 py-6 text-muted">Nobody here asked it in the last 7 days.</p>}
        />
      )}
    </Card>
  );
}

/** What routing knows at this moment: the worst circuit, else the uptime. */
function Now({ health }: { readonly health: ModelHealth | undefined }) {
  if (health === undefined) return <span className="text-muted">not asked lately</span>;
  const circuit = health.circuits.find(({ state }) => state !== "closed");
  if (circuit !== undefined)
    return (
      <Badge tone={circuit.state === "open" ? "bad" : "warn"} {...(circuit.reason ? { title: circuit.reason } : {})}>
        circuit {circuit.state}
      </Badge>
    );
  if (health.uptime === null) return <span className="text-muted">not asked lately</span>;
  return <Badge tone={health.uptime > 0.95 ? "good" : "warn"}>{percent(health.uptime)} up</Badge>;
}
