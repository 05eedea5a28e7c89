import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { KeyRateLimits, Organization } from "../../../src/client/api.ts";
import { apiQuery } from "../../api/query.ts";
import { useRangeStart } from "../../shell/ranges.ts";
import { count } from "../../ui/format.ts";
import { Meter } from "../../ui/meter.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { useNow } from "../../ui/values.tsx";
import { RATE_NAMES, RATES, type RateName, tighter } from "./limit-words.ts";

export interface RateTableProps {
  readonly organizationId: string;
  readonly ofPlan: Organization["planRateLimits"];
  readonly own: NonNullable<KeyRateLimits>;
}

const DAY_MS = 86_400_000;
/** Nearer than this to a limit is worth a look. */
const NEAR = 0.8;

/** Each rate with who bounds it, and how near the traffic came. */
export function RateTable({ organizationId, ofPlan, own }: RateTableProps) {
  const used = useBusiest(organizationId);
  const bound = (value: number | undefined): ReactNode =>
    value === undefined ? <span className="text-muted">none</span> : count(value);
  const columns: readonly Column<RateName>[] = [
    {
      id: "rate",
      header: "Limit",
      width: "minmax(0,1.2fr)",
      cell: (name) => <span className="whitespace-normal">{RATES[name].label}</span>,
    },
    {
      id: "plan",
      header: "Plan",
      numeric: true,
      from: "md",
      width: "6rem",
      cell: (name) => bound(name === "parallel" ? undefined : ofPlan[name]),
    },
    { id: "own", header: "Own", numeric: true, from: "md", width: "6rem", cell: (name) => bound(own[name]) },
    {
      id: "holds",
      header: "Holds",
      numeric: true,
      width: "5rem",
      cell: (name) => <b className="font-medium">{bound(boundOf(name, ofPlan, own))}</b>,
    },
    {
      id: "use",
      header: "Use",
      width: "minmax(0,1.4fr)",
      cell: (name) => (
        <Use label={RATES[name].label} use={used[name]} max={boundOf(name, ofPlan, own)} when={WHEN[name]} />
      ),
    },
  ];
  return <Table label="Rates" columns={columns} rows={RATE_NAMES} rowKey={(name) => name} empty={null} />;
}

function boundOf(name: RateName, ofPlan: RateTableProps["ofPlan"], own: RateTableProps["own"]): number | undefined {
  return name === "parallel" ? own.parallel : tighter(ofPlan[name], own[name]);
}

const WHEN: Readonly<Record<RateName, string>> = {
  rpm: "busiest minute of this hour",
  tpm: "busiest minute of this hour",
  rpd: "so far today",
  parallel: "",
};

interface UseProps {
  readonly label: string;
  readonly use: number | undefined;
  readonly max: number | undefined;
  readonly when: string;
}

function Use({ label, use, max, when }: UseProps) {
  if (use === undefined) return <span className="text-muted">–</span>;
  return (
    <span className="grid gap-1">
      <span className="nums text-sm whitespace-normal">
        {count(use)} <span className="text-muted">{when}</span>
      </span>
      {max !== undefined && (
        <Meter
          label={`${label}, use`}
          value={use}
          max={max}
          text={`${count(use)} of ${count(max)}`}
          tone={use >= max ? "bad" : use >= max * NEAR ? "warn" : "accent"}
        />
      )}
    </span>
  );
}

/** The most that one of the last sixty minutes had, and the requests since midnight of UTC; refused ones included. */
function useBusiest(organizationId: string): Readonly<Partial<Record<RateName, number>>> {
  const midnight = new Date(Math.floor(useNow() / DAY_MS) * DAY_MS).toISOString();
  const minutes = useQuery({
    ...apiQuery("getAnalyticsSeries", {
      query: { organizationId, grain: "minute", timeZone: "UTC", from: useRangeStart("1h") },
    }),
    placeholderData: keepPreviousData,
  }).data?.series.points;
  const today = useQuery({
    ...apiQuery("getAnalyticsSummary", { query: { organizationId, from: midnight } }),
    placeholderData: keepPreviousData,
  }).data?.summary;
  return {
    ...(minutes === undefined
      ? {}
      : {
          rpm: Math.max(0, ...minutes.map(({ requests }) => requests)),
          tpm: Math.max(0, ...minutes.map(({ tokens }) => tokens.total)),
        }),
    ...(today === undefined ? {} : { rpd: today.current.requests }),
  };
}
