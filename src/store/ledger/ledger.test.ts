import { sql } from "kysely";
import { beforeAll, expect, it } from "vitest";
import { bootstrap } from "../bootstrap.ts";
import type { Store } from "../sql/open-store.ts";
import { describeOnEngines, silent, testClock } from "../sql/testing/engines.ts";
import { lockCredits } from "./lock-credits.ts";
import { type Posting, post, postAll, SYSTEM } from "./post.ts";
import { grant, manualRefund, takenBack, topUp } from "./postings.ts";
import { verifyLedger } from "./verify-ledger.ts";

const NOW = new Date("2026-11-21T12:00:00.000Z");

describeOnEngines("ledger", (engine) => {
  let store: Store;
  let names = 0;
  beforeAll(async () => {
    store = await engine.open();
  });
  const organization = async (): Promise<string> => {
    names += 1;
    const id = `org_l${names}`;
    await store.db
      .insertInto("organizations")
      .values({ id, name: id, plan: "free", created_at: NOW, updated_at: NOW })
      .execute();
    return id;
  };
  const book = (posting: Posting) => store.db.transaction().execute((tx) => post(tx, posting, NOW));
  const balance = (organizationId: string) =>
    store.db.transaction().execute(async (tx) => (await lockCredits(tx, organizationId)).balanceNanos);

  it("opens a balance with each organization: no line, but for the installation's", async () => {
    const other = await organization();
    const fresh = await engine.open();
    const first = await bootstrap({ db: fresh.db, clock: testClock(), log: silent });
    const read = async ({ db }: Store, id = "") =>
      db.selectFrom("credit_balances").selectAll().where("organization_id", "=", id).executeTakeFirstOrThrow();
    expect(await read(store, other)).toMatchObject({ credited_nanos: 0, debited_nanos: 0, line_nanos: 0 });
    expect(await read(fresh, first?.organizationId)).toMatchObject({ credited_nanos: 0, line_nanos: null });
  });

  it("keeps the balance in step, books each reference of a kind once, and tells the data plane of credit", async () => {
    const id = await organization();
    const notes = async (): Promise<number> =>
      (await store.db.selectFrom("key_changes").select("id").where("organization_id", "=", id).execute()).length;
    expect(await book(grant({ organizationId: id, reference: "a" }, 10n))).not.toBeNull();
    expect(await book(grant({ organizationId: id, reference: "a" }, 10n))).toBeNull();
    await book(topUp({ organizationId: id, reference: "a" }, "top_up", 3));
    await book(takenBack({ organizationId: id, reference: "a" }, "refund", 1));
    await book(manualRefund({ organizationId: id, reference: "b" }, 4n));
    expect(await balance(id)).toBe(20_000_006n);
    expect(await notes()).toBe(4);
    await book({ ...usageOf(id), reference: "u" });
    expect(await notes()).toBe(4);
    const row = await store.db
      .selectFrom("credit_balances")
      .selectAll()
      .where("organization_id", "=", id)
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({ credited_nanos: 20_000_006, debited_nanos: 5 });
  });

  const usageOf = (organizationId: string): Posting => ({
    organizationId,
    kind: "usage",
    reference: "u",
    description: "1 request",
    actor: SYSTEM,
    amounts: { credits: -5n, provider_cost: 4n, platform_fees: 1n },
  });

  it("takes 100 bookings at once, of which half are repeats, for several organizations in any order", async () => {
    const ids = [await organization(), await organization()];
    const backwards = ids.toReversed();
    const results = await Promise.all(
      Array.from({ length: 100 }, (_, index) => {
        const postings = (index % 2 === 0 ? ids : backwards).map((organizationId) =>
          grant({ organizationId, reference: `g${Math.floor(index / 2)}` }, 7n),
        );
        return store.db.transaction().execute((tx) => postAll(tx, postings, NOW));
      }),
    );
    expect(results.flat()).toHaveLength(100);
    for (const id of ids) expect(await balance(id)).toBe(350n);
  });

  it("refuses what does not balance, in code and in the database", async () => {
    const id = await organization();
    const lopsided: Posting = { ...usageOf(id), amounts: { credits: -5n, provider_cost: 4n } };
    await expect(book(lopsided)).rejects.toThrow("does not balance");
    await expect(book({ ...lopsided, amounts: {} })).rejects.toThrow("does not balance");
    await expect(post(store.db, usageOf(id), NOW)).rejects.toThrow("transaction");
    const insert = (entries: readonly (readonly [string, number])[], organizationId = id) =>
      store.db.transaction().execute(async (tx) => {
        const values = { kind: "grant", reference: "x", description: "", actor_kind: "system" } as const;
        await tx
          .insertInto("ledger_transactions")
          .values({
            id: `txn_${id}`,
            organization_id: id,
            ...values,
            actor_id: null,
            actor_label: null,
            created_at: NOW,
          })
          .execute();
        for (const [account, amount] of entries) {
          await sql`insert into ledger_entries values (${`txn_${id}`}, ${organizationId}, ${account}, ${amount})`.execute(
            tx,
          );
        }
      });
    await expect(insert([])).rejects.toThrow("does not balance");
    await expect(
      insert([
        ["credits", 5],
        ["grants", -4],
      ]),
    ).rejects.toThrow("does not balance");
    await expect(
      insert(
        [
          ["credits", 5],
          ["grants", -5],
        ],
        "org_else",
      ),
    ).rejects.toThrow("does not balance");
    const booked = await book(grant({ organizationId: id, reference: "later" }, 5n));
    const late = sql`insert into ledger_entries values (${booked?.id}, ${id}, 'stripe', 1)`;
    await expect(late.execute(store.db)).rejects.toThrow("does not balance");
  });

  it("is only added to", async () => {
    const id = await organization();
    await book(grant({ organizationId: id, reference: "a" }, 5n));
    for (const table of ["ledger_entries", "ledger_transactions"]) {
      const only = "the ledger can only be added to";
      const name = sql.table(table);
      await expect(sql`update ${name} set organization_id = 'x'`.execute(store.db)).rejects.toThrow(only);
      await expect(sql`delete from ${name}`.execute(store.db)).rejects.toThrow(only);
      await expect(sql`truncate ${name} cascade`.execute(store.db)).rejects.toThrow(only);
    }
    expect(await balance(id)).toBe(5n);
  });

  it("finds balances that somebody has changed", async () => {
    const { db } = await engine.open();
    await db.transaction().execute((tx) => post(tx, grant({ organizationId: "org_x", reference: "a" }, 5n), NOW));
    expect(await verifyLedger(db)).toEqual([]);
    await db.updateTable("credit_balances").set({ credited_nanos: 6 }).execute();
    expect(await verifyLedger(db)).toEqual([
      { organizationId: "org_x", what: "balance", where: null, expected: "5", found: "6" },
    ]);
  });
});
