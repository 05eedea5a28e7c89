import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { apiQuery } from "../../api/query.ts";
import { useRangeStart } from "../../shell/ranges.ts";
import { count } from "../../ui/format.ts";
import { textLink } from "../../ui/link.ts";
import { Stat, StatRow } from "../../ui/stat.tsx";
import { ErrorState } from "../../ui/states.tsx";

export interface RefusalsProps {
  readonly organizationId: string;
  readonly projectId: string | undefined;
}

const CODES = [
  ["budget_exceeded", "Refused for a budget"],
  ["rate_limit_exceeded", "Refused for a rate"],
  ["insufficient_credits", "Refused for missing credits"],
] as const;
const CODES_MAX = 200;

/** How many requests limits refused in the last day, and which. */
export function Refusals({ organizationId, projectId }: RefusalsProps) {
  const query = {
    ...({ organizationId, by: "errorCode", limit: CODES_MAX, from: useRangeStart("24h") } as const),
    ...(projectId === undefined ? {} : { projectId }),
  };
  const { data, error, refetch } = useQuery({
    ...apiQuery("getAnalyticsBreakdown", { query }),
    placeholderData: keepPreviousData,
  });
  if (error && data === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const requestsOf = (code: string): number => data?.breakdown.rows.find(({ value }) => value === code)?.requests ?? 0;
  return (
    <StatRow>
      {CODES.map(([code, label]) => (
        <Stat
          key={code}
          label={label}
          className="max-md:last:col-span-2"
          value={data && count(requestsOf(code))}
          note={
            data && requestsOf(code) > 0 ? (
              <Link
                to="/$organizationId/logs"
                params={{ organizationId }}
                search={{ text: code, range: "24h" }}
                className={textLink}
              >
                Show them
              </Link>
            ) : (
              "in the last 24 hours"
            )
          }
        />
      ))}
    </StatRow>
  );
}
