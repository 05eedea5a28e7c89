import { type Kysely, sql } from "kysely";
import { rewrapSecret, SecretError, sealedPrefix } from "./envelope.ts";
import { type MasterKey, masterKey } from "./master-keys.ts";
import { SEALED_COLUMNS, type SealedColumn } from "./sealed-columns.ts";

const BATCH_ROWS = 200;
/** Rows that change while a pass runs are met again by the next; so many passes find a table that never rests. */
const PASSES_MAX = 5;

/** What became of one column. */
export interface RotatedColumn {
  readonly column: string;
  /** Values that are now wrapped by the new key and were not before. */
  readonly rewrapped: number;
  /** Ids of rows that neither key opens; they keep what they had. At most 100 are named. */
  readonly unreadable: readonly string[];
}

const UNREADABLE_NAMED_MAX = 100;

/**
 * Wraps every data key anew, from the old master key (32 bytes) to the new. Values themselves are not opened. May run
 * while the product serves, if every process has the new key as `ENCRYPTION_KEY` and the old one as
 * `ENCRYPTION_KEY_PREVIOUS`; may be stopped and run again: what is done stays done. Throws when rows keep being sealed
 * with the old key.
 */
export async function rotateMaster<Tables>(
  db: Kysely<Tables>,
  oldKey: Buffer,
  newKey: Buffer,
  columns: readonly SealedColumn[] = SEALED_COLUMNS,
): Promise<readonly RotatedColumn[]> {
  const from = masterKey(oldKey);
  const to = masterKey(newKey);
  const done: RotatedColumn[] = [];
  for (const column of columns) done.push(await rotateColumn(db, column, from, to));
  return done;
}

interface Pass {
  rewrapped: number;
  /** Rows that somebody else changed between our reading and our writing. */
  missed: number;
  readonly unreadable: string[];
}

async function rotateColumn<Tables>(
  db: Kysely<Tables>,
  column: SealedColumn,
  from: MasterKey,
  to: MasterKey,
): Promise<RotatedColumn> {
  const name = `${column.table}.${column.column}`;
  let rewrapped = 0;
  for (let pass = 0; pass < PASSES_MAX; pass += 1) {
    const { rewrapped: more, missed, unreadable } = await passOver(db, column, from, to);
    rewrapped += more;
    if (missed === 0) return { column: name, rewrapped, unreadable: unreadable.slice(0, UNREADABLE_NAMED_MAX) };
  }
  throw new Error(`${name} keeps changing. Give every process the new ENCRYPTION_KEY, then rotate again.`);
}

async function passOver<Tables>(
  db: Kysely<Tables>,
  column: SealedColumn,
  from: MasterKey,
  to: MasterKey,
): Promise<Pass> {
  const pass: Pass = { rewrapped: 0, missed: 0, unreadable: [] };
  let after = "";
  while (true) {
    const rows = await readBatch(db, column, to, after);
    const fresh = rows.flatMap((row) => {
      const value = rewrapOrNull(row.sealed, from, to);
      if (value === null) pass.unreadable.push(row.id);
      return value === null ? [] : [{ ...row, fresh: value }];
    });
    const replaced = await replace(db, column, fresh);
    pass.rewrapped += replaced;
    pass.missed += fresh.length - replaced;
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH_ROWS) return pass;
    after = last.id;
  }
}

function rewrapOrNull(sealed: string, from: MasterKey, to: MasterKey): string | null {
  try {
    return rewrapSecret(sealed, from, to);
  } catch (error) {
    if (error instanceof SecretError) return null;
    throw error;
  }
}

interface SealedRow {
  readonly id: string;
  readonly sealed: string;
}

async function readBatch<Tables>(
  db: Kysely<Tables>,
  { table, idColumn, column }: SealedColumn,
  to: MasterKey,
  after: string,
): Promise<readonly SealedRow[]> {
  const { rows } = await sql<SealedRow>`
    select ${sql.ref(idColumn)} as id, ${sql.ref(column)} as sealed from ${sql.table(table)}
    where ${sql.ref(column)} is not null and not starts_with(${sql.ref(column)}, ${sealedPrefix(to)})
      and ${sql.ref(idColumn)} > ${after}
    order by ${sql.ref(idColumn)} limit ${BATCH_ROWS}`.execute(db);
  return rows;
}

/** Writes the rows that are still as they were read, and gives their number. */
async function replace<Tables>(
  db: Kysely<Tables>,
  { table, idColumn, column }: SealedColumn,
  rows: readonly (SealedRow & { readonly fresh: string })[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const listOf = (name: keyof (typeof rows)[number]) => sql`${rows.map((row) => row[name])}::text[]`;
  const { numAffectedRows } = await sql`
    update ${sql.table(table)} as target set ${sql.ref(column)} = batch.fresh
    from unnest(${listOf("id")}, ${listOf("sealed")}, ${listOf("fresh")}) as batch (id, sealed, fresh)
    where target.${sql.ref(idColumn)} = batch.id and target.${sql.ref(column)} = batch.sealed`.execute(db);
  return Number(numAffectedRows ?? 0n);
}
