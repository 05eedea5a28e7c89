import { type Kysely, sql } from "kysely";
import type { Database } from "../sql/schema.ts";

/** An organization's credits in nano-dollars. */
export interface Credits {
  readonly balanceNanos: bigint;
  /** How far below nought it may go; null: any. */
  readonly lineNanos: bigint | null;
}

/**
 * Holds an organization's credits until the transaction ends, and tells what they are. Taken first of all locks by
 * everything that moves money, but for usage, which locks nothing after it that others need.
 */
export async function lockCredits(tx: Kysely<Database>, organizationId: string): Promise<Credits> {
  const { rows } = await sql<{ balance: string; line: string | null }>`
    select (credited_nanos - debited_nanos)::text as balance, line_nanos::text as line
    from credit_balances where organization_id = ${organizationId} for no key update`.execute(tx);
  const [row] = rows;
  return { balanceNanos: BigInt(row?.balance ?? 0), lineNanos: row?.line == null ? null : BigInt(row.line) };
}
