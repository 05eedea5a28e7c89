import { createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { openChannelSecret } from "../../store/alerts/channel-secret.ts";
import { claimDeliveries } from "../../store/alerts/deliveries.ts";
import { purgeAlerts } from "../../store/alerts/purge-alerts.ts";
import { raiseEvent } from "../../store/alerts/raise-event.ts";
import { describeOnEngines } from "../../store/sql/testing/engines.ts";
import { deliverAlerts } from "./deliver.ts";
import { broken, endless, type Receiver, silence, startReceiver, status } from "./testing/receiver.ts";
import { type AlertWorld, KEYS_OF_TESTS, makeAlertWorld } from "./testing/world.ts";

const MINUTE_MS = 60_000;

describeOnEngines("deliveries of alerts", (engine) => {
  let world: AlertWorld;
  let receiver: Receiver;
  beforeAll(async () => {
    world = await makeAlertWorld(engine);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(async () => {
    await receiver.close();
    const { db } = world.store;
    for (const table of ["alert_events", "alert_channels", "alert_rules", "organization_settings"] as const) {
      await db.deleteFrom(table).execute();
    }
  });

  let count = 0;
  const raise = (over: { kind?: "low_balance" | "spend_anomaly"; details?: object; organizationId?: string } = {}) => {
    const { kind = "low_balance", details = { balanceNanos: 1_500_000_000 }, organizationId } = over;
    count += 1;
    const event = { organizationId: organizationId ?? world.organizationId, kind, dedupeKey: `test:${count}` };
    return raiseEvent(world.store.db, { ...event, details: { ...details }, at: new Date(world.clock.now()) });
  };
  const deliver = () => deliverAlerts(world.options);
  const deliveries = () => world.store.db.selectFrom("alert_deliveries").selectAll().orderBy("id").execute();
  const only = async () => {
    const [row, ...others] = await deliveries();
    expect(others).toEqual([]);
    return row;
  };

  it("posts signed JSON once, with amounts in dollars and the event's id as the key of repeats", async () => {
    const { secret } = await world.channel(receiver.url);
    await raise();
    expect(await deliver()).toBe(1);
    expect(await deliver()).toBe(0);
    const [message, ...others] = receiver.received;
    expect(others).toEqual([]);
    const body = JSON.parse(message?.body ?? "") as { id: string };
    expect(body).toEqual({
      id: expect.stringMatching(/^aev_/) as string,
      type: "low_balance",
      organizationId: world.organizationId,
      raisedAt: new Date(world.clock.now()).toISOString(),
      severity: "warning",
      details: { balanceUsd: 1.5 },
      text: "The credits are low: $1.50 are left.",
    });
    expect(message?.headers["idempotency-key"]).toBe(body.id);
    const t = Math.floor(world.clock.now() / 1_000);
    const v1 = createHmac("sha256", secret).update(`${t}.${message?.body}`).digest("hex");
    expect(message?.headers["x-llm-gateway-signature"]).toBe(`t=${t},v1=${v1}`);
    expect(await only()).toMatchObject({ status: "delivered", attempts: 1, last_status: 200, last_body: "ok" });
  });

  it("speaks to Slack in its own form, in which names mention nobody", async () => {
    await world.channel(receiver.url, { format: "slack" });
    await world.rule({ kind: "key_expiring", thresholds: { days: [7] } });
    const details = { description: "<!channel> & co", expiresAt: "2026-12-01", daysBefore: 7 };
    const event = { organizationId: world.organizationId, kind: "key_expiring", dedupeKey: "slack" } as const;
    await raiseEvent(world.store.db, { ...event, details });
    await deliver();
    expect(JSON.parse(receiver.received[0]?.body ?? "")).toEqual({
      text: "*An API key expires soon*\nThe API key '&lt;!channel&gt; &amp; co' expires on 2026-12-01.",
    });
  });

  it.each([
    ["a failure of the receiver", status(500)],
    ["a receiver that is busy", status(429)],
    ["a receiver that waited too long", status(408)],
    ["silence", silence],
    ["a connection that breaks", broken],
  ] as const)("tries again after a minute: %s", async (_, answering) => {
    await world.channel(receiver.url);
    receiver.answer(answering, status(200));
    await raise();
    await deliver();
    const row = await only();
    expect(row).toMatchObject({ status: "pending", attempts: 1 });
    expect(row?.next_at?.getTime()).toBeGreaterThanOrEqual(world.clock.now() + MINUTE_MS);
    expect(await deliver()).toBe(0);
    world.clock.nowMs += 2 * MINUTE_MS;
    expect(await deliver()).toBe(1);
    expect(await only()).toMatchObject({ status: "delivered", attempts: 2, last_error: null });
    expect(new Set(receiver.received.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
  });

  it("waits as long as the receiver asks for, and gives up after six attempts", async () => {
    await world.channel(receiver.url);
    receiver.answer(status(503, { "retry-after": "600" }));
    await raise();
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      expect(await deliver()).toBe(1);
      const row = await only();
      if (row?.next_at == null) break;
      waits.push((row.next_at.getTime() - world.clock.now()) / MINUTE_MS);
      world.clock.nowMs = row.next_at.getTime();
    }
    expect(waits).toEqual([10, 10, 30, 120, 720]);
    expect(await only()).toMatchObject({ status: "failed", attempts: 6, last_error: "It answered 503." });
    expect(await deliver()).toBe(0);
  });

  it.each([
    ["a redirect", status(302, { location: "http://127.0.0.1:1/elsewhere" }), /302; redirects are not followed/],
    ["a message that is refused", status(400), /It answered 400/],
  ] as const)("does not try again after %s", async (_, answering, error) => {
    await world.channel(receiver.url);
    receiver.answer(answering);
    await raise();
    await deliver();
    expect(await only()).toMatchObject({ status: "failed", last_error: expect.stringMatching(error) as string });
    expect(receiver.received).toHaveLength(1);
  });

  it("takes a good status for good although the body never ends", async () => {
    await world.channel(receiver.url);
    receiver.answer(endless);
    await raise();
    await deliver();
    const row = await only();
    expect(row).toMatchObject({ status: "delivered", last_status: 200 });
    expect(row?.last_body?.length).toBeLessThanOrEqual(500);
  });

  it("keeps the begin of an answer, without the secrets in it", async () => {
    const { secret } = await world.channel(receiver.url);
    const key = "sk-proj-abcdefghijklmnop";
    receiver.answer(status(400, {}, `${secret} ${receiver.url} ${key} \u0000 ${"x".repeat(9_000)}`));
    await raise();
    await deliver();
    const row = await only();
    expect(row?.last_body).toHaveLength(500);
    for (const hidden of [secret, receiver.url, key]) expect(JSON.stringify(row)).not.toContain(hidden);
  });

  it("disables a channel that answers 410, and sends it nothing more", async () => {
    const { id } = await world.channel(receiver.url);
    receiver.answer(status(410));
    await raise();
    await raise();
    await deliver();
    await raise();
    await deliver();
    const channels = world.store.db.selectFrom("alert_channels").selectAll().where("id", "=", id);
    expect(await channels.executeTakeFirstOrThrow()).toMatchObject({
      enabled: false,
      disabled_reason: expect.stringContaining("410") as string,
    });
    expect((await deliveries()).every((row) => row.status === "failed")).toBe(true);
    expect(receiver.received.length).toBeLessThanOrEqual(2);
  });

  it("goes where rules say, once for each channel", async () => {
    const one = await world.channel(receiver.url);
    const two = await world.channel(receiver.url);
    await world.rule({ kind: "low_balance", channels: [one.id] });
    await world.rule({ kind: "low_balance", channels: [one.id] });
    await world.rule({ kind: "low_balance", channels: [two.id], enabled: false });
    await world.rule({ kind: "low_balance", channels: [two.id], mutedUntil: new Date(world.clock.now() + 1) });
    await raise();
    await deliver();
    expect((await deliveries()).map((row) => row.channel_id)).toEqual([one.id]);
  });

  it("sends anomalies where a rule asks for them, and other organizations' events never", async () => {
    await world.channel(receiver.url);
    const other = await world.organization();
    await raise({ kind: "spend_anomaly", details: { deviations: 8 } });
    await raise({ organizationId: other });
    expect(await deliver()).toBe(0);
    await world.rule({ kind: "spend_anomaly", thresholds: { deviations: 8 } });
    await raise({ kind: "spend_anomaly", details: { deviations: 7.9 } });
    expect(await deliver()).toBe(0);
    await raise({ kind: "spend_anomaly", details: { deviations: 8 } });
    expect(await deliver()).toBe(1);
  });

  it("posts to the webhook of the settings, whatever it is now, with a secret of its own", async () => {
    await world.settings({ alerts: { webhook_url: "http://127.0.0.1:9/old" } });
    await raise();
    await deliver();
    const channels = () => world.store.db.selectFrom("alert_channels").selectAll().execute();
    const [before] = await channels();
    const { db } = world.store;
    await db.updateTable("alert_channels").set({ enabled: false }).execute();
    await world.settings({ alerts: { webhook_url: receiver.url } });
    await raise();
    world.clock.nowMs += 5 * MINUTE_MS;
    await deliver();
    const [after, ...others] = await channels();
    expect(others).toEqual([]);
    expect([after?.id, after?.enabled]).toEqual([before?.id, true]);
    expect(receiver.received).toHaveLength(2);
    const open = (row: typeof after) => openChannelSecret(KEYS_OF_TESTS, row?.secret ?? "", row as never);
    expect(open(after).secret).toBe(open(before).secret);
    await world.settings({});
    await raise();
    expect(await deliver()).toBe(0);
    expect(await channels()).toEqual([]);
  });

  it("sends each message once, however many workers there are", async () => {
    await world.channel(receiver.url);
    await world.channel(receiver.url);
    for (let each = 0; each < 5; each += 1) await raise();
    for (let round = 0; round < 4; round += 1) await Promise.all([deliver(), deliver(), deliver()]);
    expect(receiver.received).toHaveLength(10);
    expect((await deliveries()).map((row) => [row.status, row.attempts])).toEqual(Array(10).fill(["delivered", 1]));
  });

  it("takes up what a worker has left behind, and ignores what that one says later", async () => {
    await world.channel(receiver.url);
    await raise();
    world.clock.nowMs += 1;
    const stuck = { ...world.options, send: () => new Promise<never>(() => undefined) };
    void deliverAlerts(stuck);
    while ((await deliveries())[0]?.claim !== 1) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await deliver()).toBe(0);
    world.clock.nowMs += 3 * MINUTE_MS;
    expect(await deliver()).toBe(1);
    expect(await only()).toMatchObject({ status: "delivered", attempts: 2, claim: 2 });
  });

  it("goes on after the clock was set back by days", async () => {
    await world.channel(receiver.url);
    receiver.answer(status(500), status(200));
    await raise();
    await deliver();
    world.clock.nowMs -= 3 * 24 * 60 * MINUTE_MS;
    expect(await deliver()).toBe(1);
    expect(await only()).toMatchObject({ status: "delivered" });
  });

  it("removes the log after 30 days and the event after 400", async () => {
    await world.channel(receiver.url);
    await raise();
    await deliver();
    const later = (days: number) => ({ now: () => world.clock.now() + days * 24 * 60 * MINUTE_MS });
    expect(await purgeAlerts(world.store.db, later(29))).toBe(0);
    expect(await purgeAlerts(world.store.db, later(31))).toBe(1);
    expect(await purgeAlerts(world.store.db, later(399))).toBe(0);
    expect(await purgeAlerts(world.store.db, later(401))).toBe(1);
  });

  it("does not let one channel take all the room", async () => {
    const slow = await world.channel(receiver.url);
    const fast = await world.channel(receiver.url);
    await world.rule({ kind: "low_balance", channels: [slow.id] });
    for (let each = 0; each < 20; each += 1) await raise();
    await world.rule({ kind: "low_balance", channels: [fast.id] });
    await raise();
    const send = () => Promise.reject(new Error("not now"));
    await deliverAlerts({ ...world.options, send });
    const claimed = (await deliveries()).filter((row) => row.claim > 0).map((row) => row.channel_id);
    expect(claimed.filter((id) => id === slow.id)).toHaveLength(4);
    expect(claimed).toContain(fast.id);
    expect(await claimDeliveries(world.store.db, { now: new Date(0), leaseMs: 1, limit: 0 })).toEqual([]);
  });
});
