import { afterAll, beforeAll, expect, it } from "vitest";
import { createMailer } from "../../mail/mailer.ts";
import { type SmtpServer, startSmtpServer } from "../../mail/testing/smtp-server.ts";
import { raiseEvent } from "../../store/alerts/raise-event.ts";
import { describeOnEngines, silent } from "../../store/sql/testing/engines.ts";
import { deliverAlerts } from "./deliver.ts";
import { startReceiver } from "./testing/receiver.ts";
import { type AlertWorld, makeAlertWorld } from "./testing/world.ts";

const MINUTE_MS = 60_000;

describeOnEngines("alerts by mail", (engine) => {
  let smtp: SmtpServer;
  let mailed: AlertWorld;
  beforeAll(async () => {
    smtp = await startSmtpServer();
    const mailer = createMailer({ smtpUrl: smtp.url, from: "Gateway <gateway@example.com>", log: silent });
    mailed = await makeAlertWorld(engine, { mailer });
  });
  afterAll(async () => {
    await mailed.close();
    await smtp.close();
  });

  const addChannel = async ({ store, organizationId, clock }: AlertWorld) => {
    const now = new Date(clock.now());
    const fixed = { name: "Mail", kind: "mail", format: null, origin: null, secret: null, enabled: true } as const;
    const recipients = JSON.stringify(["ada@example.com", "bob@example.com"]);
    await store.db
      .insertInto("alert_channels")
      .values({
        ...fixed,
        id: `ach_${organizationId}`,
        organization_id: organizationId,
        recipients,
        disabled_reason: null,
        created_at: now,
        updated_at: now,
      })
      .execute();
  };
  const event = { kind: "low_balance", dedupeKey: "mail", details: { balanceNanos: 5_000_000 } } as const;

  it("writes to each recipient, and again only to whom it failed", async () => {
    await addChannel(mailed);
    await raiseEvent(mailed.store.db, { ...event, organizationId: mailed.organizationId });
    smtp.refuse = "450 later";
    expect(await deliverAlerts(mailed.options)).toBe(2);
    smtp.refuse = null;
    mailed.clock.nowMs += 2 * MINUTE_MS;
    expect(await deliverAlerts(mailed.options)).toBe(2);
    expect(await deliverAlerts(mailed.options)).toBe(0);
    expect(smtp.mails.map(({ to }) => to[0]).sort()).toEqual(["ada@example.com", "bob@example.com"]);
    expect(smtp.mails[0]?.text).toContain("The credits are low: $0.005000 are left.");
  });

  it("says so where the installation sends no mail", async () => {
    const mute = await makeAlertWorld(engine);
    await addChannel(mute);
    await raiseEvent(mute.store.db, { ...event, organizationId: mute.organizationId });
    await deliverAlerts(mute.options);
    await mute.close();
    const rows = await mute.store.db.selectFrom("alert_deliveries").selectAll().execute();
    expect(rows.map((row) => [row.status, row.last_error])).toEqual(
      Array(2).fill(["failed", expect.stringContaining("SMTP_URL") as string]),
    );
  });
});

describeOnEngines("private receivers", (engine) => {
  it("are not called", async () => {
    const receiver = await startReceiver();
    const world = await makeAlertWorld(engine, { allowPrivate: false });
    await world.channel(receiver.url);
    await world.channel("https://localhost/hook");
    await world.channel("https://169.254.169.254/latest");
    const event = { organizationId: world.organizationId, kind: "low_balance", dedupeKey: "k", details: {} } as const;
    await raiseEvent(world.store.db, event);
    await deliverAlerts(world.options);
    const rows = await world.store.db.selectFrom("alert_deliveries").selectAll().execute();
    expect(rows.map((row) => [row.status, row.last_status])).toEqual(Array(3).fill(["failed", null]));
    expect(receiver.received).toEqual([]);
    await world.close();
    await receiver.close();
  });
});
