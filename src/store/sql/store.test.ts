import { sql } from "kysely";
import { expect, it } from "vitest";
import { createId } from "../../ids.ts";
import { migrate } from "./migrate.ts";
import { MIGRATIONS } from "./migrations/index.ts";
import { openStore } from "./open-store.ts";
import { describeOnEngines } from "./testing/engines.ts";

describeOnEngines("store", (engine) => {
  it("starts with the whole schema, once, however many migrate at the same time", async () => {
    const options = await engine.fresh();
    const opened = engine.kind === "postgres" ? [0, 1, 2, 3].map(() => openStore(options)) : [openStore(options)];
    const stores = await Promise.all(opened);
    const [first] = stores;
    const runs = await Promise.all([0, 1, 2, 3].map(() => migrate(stores[0]?.db ?? neverDb())));
    expect(runs).toEqual([[], [], [], []]);
    const applied = await sql<{ name: string }>`select name from schema_migrations order by name`.execute(
      first?.db ?? neverDb(),
    );
    expect(applied.rows.map((row) => row.name)).toEqual(Object.keys(MIGRATIONS));
    for (const store of stores) await store.close();
  });

  it("runs a new migration once for four concurrent migrators and undoes a failing one whole", async () => {
    const { db } = await engine.open();
    let ran = 0;
    const more = await import("./migrations/index.ts");
    const added = {
      ...more.MIGRATIONS,
      "9001-more": {
        up: async (inner: typeof db) => {
          ran += 1;
          await sql`create table more (id int)`.execute(inner);
        },
      },
    };
    const runs = await Promise.all([0, 1, 2, 3].map(() => migrate(db, added)));
    expect(ran).toBe(1);
    expect(runs.filter((names) => names.length === 1)).toEqual([["9001-more"]]);
    const failing = {
      ...added,
      "9002-bad": {
        up: async (inner: typeof db) => {
          await sql`create table half (id int)`.execute(inner);
          throw new Error("nope");
        },
      },
    };
    await expect(migrate(db, failing)).rejects.toThrow(/at 9002-bad: nope/);
    const half = await sql<{ t: string | null }>`select to_regclass('half')::text as t`.execute(db);
    expect(half.rows[0]?.t).toBeNull();
    await expect(migrate(db, added)).resolves.toEqual([]);
  });

  it("reads whole numbers as numbers while they are exact", async () => {
    const { db } = await engine.open();
    const { rows } = await sql`select 9007199254740991::int8 as safe, 9007199254740993::int8 as big,
      sum(v) as total, 0.1::numeric as tenth, 12345678901234567890.5::numeric as long
      from (values (1::int8), (2::int8)) as t (v)`.execute(db);
    expect(rows[0]).toEqual({
      safe: 9007199254740991,
      big: "9007199254740993",
      total: 3,
      tenth: 0.1,
      long: "12345678901234567890.5",
    });
  });

  it("undoes a transaction that throws, and serves others after it", async () => {
    const { db } = await engine.open();
    const dates = { created_at: new Date(0), updated_at: new Date(0) };
    const id = createId("org");
    const attempt = db.transaction().execute(async (transaction) => {
      await transaction
        .insertInto("organizations")
        .values({ id, name: "A", plan: "free", ...dates })
        .execute();
      await transaction
        .insertInto("organizations")
        .values({ id, name: "B", plan: "free", ...dates })
        .execute();
    });
    await expect(attempt).rejects.toMatchObject({ code: "23505" });
    expect(await db.selectFrom("organizations").selectAll().execute()).toEqual([]);
  });

  it("never mixes up parallel statements, also when one is too big for one packet", async () => {
    const { db } = await engine.open();
    const big = "x".repeat(300_000);
    const answers = await Promise.all(
      Array.from({ length: 300 }, async (_, index) => {
        const text = index % 5 === 0 ? big + String(index) : String(index);
        const kind = `kind-${index % 7}`;
        const statement = sql<{ v: string }>`select ${sql.lit(kind)} || ' ' || length(${text}::text) as v`;
        return (await statement.execute(db)).rows[0]?.v === `${kind} ${text.length}`;
      }),
    );
    expect(answers.filter((right) => !right)).toEqual([]);
  });

  it("answers a ping, and tells when it no longer can", async () => {
    const store = await engine.open();
    await store.ping();
    await Promise.all([store.close(), store.close()]);
    await expect(store.ping()).rejects.toMatchObject({ code: "unhealthy", status: 503 });
  });
});

function neverDb(): never {
  throw new Error("no store was opened");
}
