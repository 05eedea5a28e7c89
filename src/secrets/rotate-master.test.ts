import { randomBytes } from "node:crypto";
import { type Kysely, sql } from "kysely";
import { beforeEach, expect, it } from "vitest";
import type { Database } from "../store/sql/schema.ts";
import { describeOnEngines } from "../store/sql/testing/engines.ts";
import { openSecret, sealSecret } from "./envelope.ts";
import { masterKeys } from "./master-keys.ts";
import { rotateMaster } from "./rotate-master.ts";
import { SEALED_COLUMNS } from "./sealed-columns.ts";

const oldKey = randomBytes(32);
const newKey = randomBytes(32);
const COLUMNS = [{ table: "vault", idColumn: "id", column: "sealed" }];
const contextOf = (id: string) => ({ table: "vault", id, organizationId: null });

describeOnEngines("rotateMaster", (engine) => {
  let db: Kysely<Database>;

  const put = (id: string, sealed: string | null) =>
    sql`insert into vault (id, sealed) values (${id}, ${sealed})`.execute(db);
  const read = async () => (await sql<{ id: string; sealed: string | null }>`select * from vault`.execute(db)).rows;

  beforeEach(async () => {
    ({ db } = await engine.open());
    await sql`create table vault (id text primary key, sealed text)`.execute(db);
  });

  it("wraps everything anew, leaves what it cannot read and says so, and has nothing to do the second time", async () => {
    const before = masterKeys(oldKey);
    for (let index = 0; index < 450; index += 1) {
      const id = `row_${index}`;
      await put(id, sealSecret(before, `value ${index}`, contextOf(id)));
    }
    await put("empty", null);
    await put("fresh", sealSecret(masterKeys(newKey), "fresh", contextOf("fresh")));
    await put("lost", sealSecret(masterKeys(randomBytes(32)), "lost", contextOf("lost")));
    await put("broken", "nonsense");

    const [result] = await rotateMaster(db, oldKey, newKey, COLUMNS);
    expect(result).toMatchObject({ column: "vault.sealed", rewrapped: 450 });
    expect(result?.unreadable.toSorted()).toEqual(["broken", "lost"]);
    const after = masterKeys(newKey);
    for (const { id, sealed } of await read()) {
      if (id.startsWith("row_")) {
        expect(openSecret(after, sealed ?? "", contextOf(id))).toBe(`value ${id.slice(4)}`);
      }
    }
    expect((await rotateMaster(db, oldKey, newKey, COLUMNS))[0]?.rewrapped).toBe(0);
  });

  it("goes on where it was interrupted", async () => {
    for (const id of ["a", "b", "c"]) await put(id, sealSecret(masterKeys(oldKey), id, contextOf(id)));
    await sql`create function stop_at_c() returns trigger language plpgsql as $$
      begin if new.id = 'c' then raise exception 'power cut'; end if; return new; end $$`.execute(db);
    await sql`create trigger stop before update on vault for each row execute function stop_at_c()`.execute(db);
    await expect(rotateMaster(db, oldKey, newKey, COLUMNS)).rejects.toThrow("power cut");
    const during = masterKeys(newKey, oldKey);
    for (const { id, sealed } of await read()) expect(openSecret(during, sealed ?? "", contextOf(id))).toBe(id);
    await sql`drop trigger stop on vault`.execute(db);
    await rotateMaster(db, oldKey, newKey, COLUMNS);
    const after = masterKeys(newKey);
    for (const { id, sealed } of await read()) expect(openSecret(after, sealed ?? "", contextOf(id))).toBe(id);
  });

  it("knows columns that exist", async () => {
    for (const { table, idColumn, column } of SEALED_COLUMNS) {
      await sql`select ${sql.ref(idColumn)}, ${sql.ref(column)} from ${sql.table(table)} limit 1`.execute(db);
    }
    await expect(rotateMaster(db, oldKey, newKey)).resolves.toHaveLength(SEALED_COLUMNS.length);
  });
});
