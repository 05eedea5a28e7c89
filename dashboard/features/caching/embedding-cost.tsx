import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { apiQuery } from "../../api/query.ts";
import { useRangeStart } from "../../shell/ranges.ts";
import { count, money } from "../../ui/format.ts";
import { textLink } from "../../ui/link.ts";

/** What the semantic cache's own requests are marked with. */
const SOURCE = "llm-gateway/semantic-cache";

/** What embedding questions has cost lately; nothing where none was embedded. */
export function EmbeddingCost({ organizationId }: { readonly organizationId: string }) {
  const from = useRangeStart("30d");
  const query = { organizationId, source: SOURCE, from };
  const { data } = useQuery(apiQuery("getAnalyticsSummary", { query }));
  const current = data?.summary.current;
  if (current === undefined || current.requests === 0) return null;
  return (
    <p className="text-sm text-muted">
      {count(current.requests)} questions embedded in the last 30 days for {money(current.spend.totalUsd)}:{" "}
      <Link to="/$organizationId/logs" params={{ organizationId }} search={{ source: SOURCE }} className={textLink}>
        see them
      </Link>
      .
    </p>
  );
}
