import { expect, it } from "vitest";
import { post } from "../store/ledger/post.ts";
import { grant } from "../store/ledger/postings.ts";
import { describeOnEngines, silent } from "../store/sql/testing/engines.ts";
import { runAutoTopUps } from "./auto-top-up.ts";
import { noteLowBalances } from "./low-balance.ts";
import { useBench } from "./testing/bench.ts";
import { paidIntent } from "./testing/events.ts";

const HOUR_MS = 3_600_000;

describeOnEngines("automatic top-ups and low balances", (engine) => {
  const bench = useBench(engine);
  const organization = () => bench.organization();
  const tell: typeof bench.tell = (type, object, over) => bench.tell(type, object, over);
  const cents = (organizationId: string) => bench.cents(organizationId);

  const chargeable = async (over: object = {}): Promise<string> => {
    const id = await organization();
    const dates = { created_at: bench.now(), updated_at: bench.now() };
    await bench.store.db
      .insertInto("billing_accounts")
      .values({
        organization_id: id,
        auto_enabled: true,
        auto_threshold_nanos: 5_000_000_000,
        auto_amount_cents: 2_000,
        stripe_customer_id: `cus_${id}`,
        stripe_payment_method_id: "pm_1",
        ...dates,
        ...over,
      } as never)
      .execute();
    return id;
  };
  const run = (): Promise<number> =>
    runAutoTopUps({ db: bench.store.db, payments: bench.payments, clock: bench.clock, log: silent });
  const accountOf = (id: string) =>
    bench.store.db
      .selectFrom("billing_accounts")
      .selectAll()
      .where("organization_id", "=", id)
      .executeTakeFirstOrThrow();
  const alertsOf = async (id: string) =>
    await bench.store.db
      .selectFrom("alert_events")
      .select(["kind", "details"])
      .where("organization_id", "=", id)
      .execute();
  const stop = async (id: string): Promise<void> => {
    await bench.store.db
      .updateTable("billing_accounts")
      .set({ auto_enabled: false })
      .where("organization_id", "=", id)
      .execute();
  };

  it("tops up once for a balance below its threshold, also when several workers look at once", async () => {
    const id = await chargeable();
    const credited = await Promise.all([run(), run(), run()]);
    expect(credited.reduce((sum, each) => sum + each, 0)).toBe(1);
    expect(await run()).toBe(0);
    expect([bench.fake.charges, await cents(id)]).toEqual([1, 2_000]);
    const [call] = bench.fake.calls.filter(({ path }) => path === "/v1/payment_intents");
    expect(call?.form).toMatchObject({ amount: "2000", currency: "usd", off_session: "true", confirm: "true" });
    expect(call?.idempotencyKey).toMatch(/^top_/);
    await tell("payment_intent.succeeded", paidIntent({ topUpId: call?.idempotencyKey ?? "", cents: 2_000 }));
    expect(await cents(id)).toBe(2_000);
    await stop(id);
  });

  it("does not charge who has enough, turned it off, has no card, or is deleted", async () => {
    const rich = await chargeable();
    const posting = grant({ organizationId: rich, reference: "g" }, 5_000_000_000n);
    await bench.store.db.transaction().execute((tx) => post(tx, posting, bench.now()));
    const cardless = await chargeable({ stripe_payment_method_id: null });
    const off = await chargeable({ auto_enabled: false });
    const gone = await chargeable();
    await bench.store.db.updateTable("organizations").set({ status: "deleted" }).where("id", "=", gone).execute();
    expect([await run(), bench.fake.charges]).toEqual([0, 0]);
    for (const id of [rich, cardless, off, gone]) await stop(id);
  });

  it("charges once when the answer is lost, and finishes in a later round", async () => {
    const id = await chargeable();
    bench.fake.mood = "lost";
    expect(await run()).toBe(0);
    expect([bench.fake.charges, await cents(id)]).toEqual([1, 0]);
    bench.fake.mood = "succeeds";
    expect(await run()).toBe(0);
    bench.clock.nowMs += 61_000;
    expect(await run()).toBe(1);
    expect([bench.fake.charges, await cents(id)]).toEqual([1, 2_000]);
    await stop(id);
  }, 30_000);

  it("does not charge again when the key may be forgotten, and credits the event that comes after all", async () => {
    const id = await chargeable();
    bench.fake.mood = "lost";
    await run();
    bench.clock.nowMs += 21 * HOUR_MS;
    bench.fake.mood = "succeeds";
    // What is not known counts as failed, and is not made again at once.
    expect(await run()).toBe(0);
    expect([bench.fake.charges, (await accountOf(id)).auto_failures]).toEqual([1, 1]);
    const [call] = bench.fake.calls.filter(({ path }) => path === "/v1/payment_intents");
    const topUpId = call?.idempotencyKey ?? "";
    expect(await tell("payment_intent.succeeded", paidIntent({ topUpId, cents: 2_000 }))).toBe("credited");
    expect([await cents(id), (await accountOf(id)).auto_failures]).toEqual([2_000, 0]);
    await stop(id);
  }, 30_000);

  it("waits for the event while a charge is on its way", async () => {
    const id = await chargeable();
    bench.fake.mood = "processing";
    expect([await run(), bench.fake.charges]).toEqual([0, 1]);
    bench.clock.nowMs += 48 * HOUR_MS;
    expect([await run(), bench.fake.charges]).toEqual([0, 1]);
    const [call] = bench.fake.calls.filter(({ path }) => path === "/v1/payment_intents");
    const topUpId = call?.idempotencyKey ?? "";
    const refused = paidIntent({ topUpId, cents: 0 }, { metadata: { topUpId, automatic: "true" } });
    expect(await tell("payment_intent.payment_failed", refused)).toBe("noted");
    expect((await accountOf(id)).auto_failures).toBe(1);
    await stop(id);
  });

  it("tells of each refusal, waits longer each time, and stops after five", async () => {
    const id = await chargeable();
    bench.fake.mood = "declines";
    for (const [index, hours] of [1, 2, 4, 8].entries()) {
      await run();
      expect(await run()).toBe(0);
      const { auto_failures, auto_retry_at, auto_enabled, auto_last_failure } = await accountOf(id);
      expect([auto_failures, auto_enabled, auto_last_failure]).toEqual([index + 1, true, "Your card was declined."]);
      expect(auto_retry_at?.getTime()).toBe(bench.clock.nowMs + hours * HOUR_MS);
      bench.clock.nowMs += hours * HOUR_MS;
    }
    await run();
    expect(await accountOf(id)).toMatchObject({ auto_failures: 5, auto_enabled: false });
    const alerts = await alertsOf(id);
    expect(alerts).toHaveLength(5);
    expect(alerts[4]).toMatchObject({ kind: "auto_top_up_failed", details: { disabled: true, amountUsd: 20 } });
    expect(bench.fake.calls.filter(({ path }) => path === "/v1/payment_intents")).toHaveLength(5);
  });

  it("tells of a low balance once each time it falls below", async () => {
    const id = await chargeable({ auto_enabled: false, low_balance_nanos: 1_000_000_000 });
    const look = () => noteLowBalances({ db: bench.store.db, clock: bench.clock });
    expect((await Promise.all([look(), look()])).reduce((sum, each) => sum + each, 0)).toBe(1);
    bench.clock.nowMs += HOUR_MS;
    expect(await look()).toBe(0);
    const move = (reference: string, nanos: bigint) =>
      bench.store.db
        .transaction()
        .execute((tx) => post(tx, grant({ organizationId: id, reference }, nanos), bench.now()));
    await move("up", 2_000_000_000n);
    expect(await look()).toBe(0);
    await move("down", -1_500_000_000n);
    expect(await look()).toBe(1);
    expect(await alertsOf(id)).toMatchObject([
      { kind: "low_balance", details: { balanceUsd: 0, thresholdUsd: 1 } },
      { kind: "low_balance", details: { balanceUsd: 0.5, thresholdUsd: 1 } },
    ]);
  });
});
