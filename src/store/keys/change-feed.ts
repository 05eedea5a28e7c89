import { type Kysely, type SqlBool, sql } from "kysely";
import type { Database } from "../sql/schema.ts";
import type { KeyChangeKind } from "../sql/tables/key-changes.ts";

const PAGE_MAX = 5_000;

/** One change of a key, a project, an organization or its settings. */
export interface KeyChange {
  readonly kind: KeyChangeKind;
  readonly organizationId: string;
  /** Of projects and keys. */
  readonly projectId: string | null;
  /** Of keys. */
  readonly apiKeyId: string | null;
  /** The new status; null when it is the old one. */
  readonly status: string | null;
}

/** What one look found. It counts only once it is accepted: a look that came too late leaves nothing behind. */
export interface Look {
  readonly horizon: string;
  readonly rows: readonly Row[];
}

/**
 * Reads what the database's triggers noted, each change once and none missed. Ids are given out before transactions end,
 * so one with a lower id may appear after one with a higher. Transactions below a snapshot's horizon have all ended:
 * what they wrote has been seen, and the next look goes on from there.
 */
export class ChangeFeed {
  readonly #db: Kysely<Database>;
  /** A transaction's number in decimal; null before the first look. */
  #horizon: string | null = null;
  /** The changes at or above the horizon that were handed out, and their transactions. */
  readonly #seen = new Map<number, bigint>();

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** Asks the database, and changes nothing here. The first look finds nothing but where to begin. */
  async look(): Promise<Look> {
    const from = this.#horizon;
    if (from === null) return { horizon: await this.#presentHorizon(), rows: [] };
    const rows: Row[] = [];
    let page: readonly Row[];
    do {
      page = await this.#page(from, rows.at(-1)?.id ?? 0);
      rows.push(...page);
    } while (page.length === PAGE_MAX);
    // The first page's horizon is the lowest: what a later page could not see yet is looked for again.
    return { horizon: rows[0]?.horizon ?? from, rows };
  }

  /** Hands out what a look found and was not handed out before. */
  accept({ horizon, rows }: Look): readonly KeyChange[] {
    const fresh = rows.filter(({ id }) => !this.#seen.has(id));
    const first = BigInt(horizon);
    this.#horizon = horizon;
    for (const { id, xid } of rows) this.#seen.set(id, BigInt(xid));
    for (const [id, xid] of this.#seen) if (xid < first) this.#seen.delete(id);
    return fresh.map(toChange);
  }

  /** Forgets where it was: the next look is a first one. */
  reset(): void {
    this.#horizon = null;
    this.#seen.clear();
  }

  async #presentHorizon(): Promise<string> {
    const now = sql<{ horizon: string }>`select pg_snapshot_xmin(pg_current_snapshot())::text as horizon`;
    const { rows } = await now.execute(this.#db);
    return rows[0]?.horizon ?? "0";
  }

  async #page(horizon: string, afterId: number): Promise<readonly Row[]> {
    return await this.#db
      .selectFrom("key_changes")
      .where(sql<SqlBool>`xid >= ${horizon}::xid8`)
      .where("id", ">", afterId)
      .orderBy("id")
      .limit(PAGE_MAX)
      .select(["id", "kind", "organization_id", "project_id", "api_key_id", "status"])
      .select([
        sql<string>`xid::text`.as("xid"),
        sql<string>`pg_snapshot_xmin(pg_current_snapshot())::text`.as("horizon"),
      ])
      .execute();
  }
}

interface Row {
  readonly id: number;
  readonly kind: KeyChangeKind;
  readonly organization_id: string;
  readonly project_id: string | null;
  readonly api_key_id: string | null;
  readonly status: string | null;
  readonly xid: string;
  readonly horizon: string;
}

function toChange(row: Row): KeyChange {
  return {
    kind: row.kind,
    organizationId: row.organization_id,
    projectId: row.project_id,
    apiKeyId: row.api_key_id,
    status: row.status,
  };
}
