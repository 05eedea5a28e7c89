import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { AnalyticsBreakdownAnswer, AnalyticsBreakdownRow } from "../../../src/client/api.ts";
import { apiQuery } from "../../api/query.ts";
import { Card } from "../../ui/card.tsx";
import { count, duration, money, percent } from "../../ui/format.ts";
import { textLink } from "../../ui/link.ts";
import { rowLink } from "../../ui/row-link.ts";
import { ErrorState } from "../../ui/states.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import type { LogsSearch } from "../logs/search.ts";

export interface RankingProps {
  readonly title: string;
  readonly by: "model" | "apiKey";
  readonly query: UseQueryResult<AnalyticsBreakdownAnswer>;
  readonly organizationId: string;
  /** What else narrows the requests that a row leads to. */
  readonly filter?: LogsSearch;
}

const NAMED_MAX = 200;

/** The values of one facet with most requests; each leads to its requests. */
export function Ranking({ title, by, query, organizationId, filter }: RankingProps) {
  const names = useKeyNames(by === "apiKey", organizationId);
  const nameOf = ({ value, provider }: AnalyticsBreakdownRow): string => {
    if (value === null) return "none";
    return by === "model" && provider ? `${provider}/${value}` : (names.get(value) ?? value);
  };
  const columns: readonly Column<AnalyticsBreakdownRow>[] = [
    {
      id: "value",
      header: by === "model" ? "Model" : "API key",
      cell: (row) =>
        row.value === null ? (
          <span className="text-muted">{by === "model" ? "not answered" : "no key"}</span>
        ) : (
          <Link
            {...rowLink}
            to="/$organizationId/logs"
            params={{ organizationId }}
            search={{ ...filter, ...(by === "model" ? { model: nameOf(row) } : { apiKeyId: row.value }) }}
          >
            {nameOf(row)}
          </Link>
        ),
    },
    { id: "requests", header: "Requests", numeric: true, width: "5rem", cell: (row) => count(row.requests) },
    {
      id: "success",
      header: "Success",
      numeric: true,
      width: "4.5rem",
      from: "md",
      cell: (row) => percent(row.successRate),
    },
    { id: "p95", header: "p95", numeric: true, width: "5rem", from: "md", cell: (row) => duration(row.latencyMs.p95) },
    { id: "spend", header: "Spend", numeric: true, width: "5.5rem", cell: (row) => money(row.spend.totalUsd) },
  ];
  return (
    <Card title={title} flush>
      {query.error && query.data === undefined ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Table
          label={title}
          columns={columns}
          rows={query.data?.breakdown.rows}
          rowKey={(row) => `${row.provider ?? ""}/${row.value ?? ""}`}
          empty={<p className="px-4 py-8 text-center text-muted">Nothing in this range.</p>}
        />
      )}
    </Card>
  );
}

/** What keys are called; ids stand for those that are gone. */
function useKeyNames(enabled: boolean, organizationId: string): ReadonlyMap<string, string> {
  const { data } = useQuery({ ...apiQuery("getApiKeys", { query: { organizationId, limit: NAMED_MAX } }), enabled });
  return new Map(data?.apiKeys.map(({ id, description, last4 }) => [id, description || `…${last4}`]));
}

/** The look of a link at the right of a card's title. */
export const cardLink = `text-sm ${textLink}`;
