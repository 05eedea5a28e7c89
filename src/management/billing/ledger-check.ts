import type { Kysely } from "kysely";
import type { z } from "zod";
import type { Database } from "../../store/sql/schema.ts";
import type { ledgerCheckAnswer } from "./schema.ts";
import { usdNumber } from "./usd-text.ts";

type LedgerCheck = z.output<typeof ledgerCheckAnswer>["ledgerCheck"];

/** What the last check found of these organizations. */
export async function readLedgerCheck(db: Kysely<Database>, organizationIds: readonly string[]): Promise<LedgerCheck> {
  const row = await db.selectFrom("ledger_checks").select(["at", "findings"]).executeTakeFirst();
  if (row === undefined) return { checkedAt: null, agrees: null, findings: [] };
  const own = row.findings.filter(({ organizationId }) => organizationIds.includes(organizationId));
  const findings = own.map(({ organizationId, what, where, expected, found }) => ({
    organizationId,
    what,
    where,
    expectedUsd: usdNumber(BigInt(expected)),
    foundUsd: usdNumber(BigInt(found)),
  }));
  return { checkedAt: row.at.toISOString(), agrees: findings.length === 0, findings };
}
