import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { AnalyticsBreakdownRow } from "../../../src/client/api.ts";
import { apiQuery } from "../../api/query.ts";
import { DIMENSION_WORDS, type Dimension, filterValueOf, PAYERS } from "./dimensions.ts";

const NAMED_MAX = 200;

/** What values are called; ids stand for what is gone. */
export interface Names {
  of(by: Dimension, value: string): string;
  /** A row's value as it stands in filters; null for requests that had none. */
  valueOf(by: Dimension, row: AnalyticsBreakdownRow): string | null;
  ofRow(by: Dimension, row: AnalyticsBreakdownRow): string;
}

/** The names of keys and projects, which the sums know by their ids alone. */
export function useNames(organizationId: string): Names {
  const query = { organizationId, limit: NAMED_MAX };
  const keys = useQuery(apiQuery("getApiKeys", { query }));
  const projects = useQuery(apiQuery("getProjects", { query }));
  return useMemo(() => {
    const of = (by: Dimension, value: string): string => {
      if (by === "paidBy") return PAYERS[value] ?? value;
      if (by === "project") return projects.data?.projects.find(({ id }) => id === value)?.name ?? value;
      if (by !== "apiKey") return value;
      const key = keys.data?.apiKeys.find(({ id }) => id === value);
      return key === undefined ? value : key.description || `…${key.last4}`;
    };
    const projectOf = (row: AnalyticsBreakdownRow) => projects.data?.projects.find(({ id }) => id === row.projectId);
    const filterOfRow = (by: Dimension, row: AnalyticsBreakdownRow): string | null => {
      return filterValueOf(by, row, projectOf(row)?.slug);
    };
    return {
      of,
      valueOf: filterOfRow,
      ofRow(by, row) {
        const value = filterOfRow(by, row);
        const project = by === "route" ? projectOf(row) : undefined;
        // The route first: slugs are long, and where there is little room the end is cut.
        if (project !== undefined && row.value !== null) return `${row.value} · ${project.name}`;
        return value === null ? DIMENSION_WORDS[by].none : of(by, value);
      },
    };
  }, [keys.data, projects.data]);
}
