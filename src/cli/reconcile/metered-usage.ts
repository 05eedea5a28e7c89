import { type Kysely, sql } from "kysely";
import type { Database } from "../../store/sql/schema.ts";
import type { DayUsage } from "./usage-of-export.ts";

/** Which of the metered requests. */
export interface MeteredOptions {
  /** The provider's id, as in the log. */
  readonly provider: string;
  readonly from: Date;
  /** Before it. */
  readonly to: Date;
  readonly organizationId?: string | undefined;
  /** Paid with the operator's own keys of the provider, or with organizations'. */
  readonly paidBy?: "credits" | "own-key" | undefined;
}

/** What requests used of a provider by day of UTC and its own name of the model; answers from the cache used nothing. */
export async function meteredUsage(
  db: Kysely<Database>,
  { provider, from, to, organizationId, paidBy }: MeteredOptions,
): Promise<readonly DayUsage[]> {
  let query = db
    .selectFrom("request_logs")
    .where("provider", "=", provider)
    .where("timestamp", ">=", from)
    .where("timestamp", "<", to)
    .where("cached", "=", false)
    .where("paid_by", "<>", "none");
  if (organizationId !== undefined) query = query.where("organization_id", "=", organizationId);
  if (paidBy !== undefined) query = query.where("paid_by", "=", paidBy);
  const rows = await query
    .select([
      sql<string>`to_char(timestamp at time zone 'utc', 'YYYY-MM-DD')`.as("day"),
      sql<string>`coalesce(native_model, model, '')`.as("model"),
      sql<number>`count(*)`.as("requests"),
      sql<number>`sum(prompt_tokens)::bigint`.as("input_tokens"),
      sql<number>`sum(completion_tokens)::bigint`.as("output_tokens"),
    ])
    .groupBy(sql`1, 2`)
    .orderBy(sql`1, 2`)
    .execute();
  return rows.map(({ day, model, requests, input_tokens: input, output_tokens: output }) => ({
    day,
    model,
    requests: Number(requests),
    inputTokens: Number(input),
    outputTokens: Number(output),
  }));
}
