import { type Kysely, sql } from "kysely";
import type { Database } from "../sql/schema.ts";

/** Something that one process at a time does. */
export interface LeaseWish {
  readonly name: string;
  /** Who wants it; the holder of a lease gets it again. */
  readonly holder: string;
  readonly seconds: number;
}

/**
 * Takes or extends a lease: true for the one process that has it. By the database's time, so that processes whose
 * clocks differ, or jump, still agree on who it is; who dies with it is followed after its time.
 */
export async function takeLease(db: Kysely<Database>, { name, holder, seconds }: LeaseWish): Promise<boolean> {
  const taken = await sql`
    insert into alert_leases as own (name, holder, until)
    values (${name}, ${holder}, now() + make_interval(secs => ${seconds}))
    on conflict (name) do update set holder = excluded.holder, until = excluded.until
    where own.until < now() or own.holder = excluded.holder
    returning name`.execute(db);
  return taken.rows.length > 0;
}

/** Gives a lease back, so that another process need not wait for its end. */
export async function leaveLease(db: Kysely<Database>, { name, holder }: Omit<LeaseWish, "seconds">): Promise<void> {
  await db.deleteFrom("alert_leases").where("name", "=", name).where("holder", "=", holder).execute();
}
