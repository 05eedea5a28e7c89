import { beforeAll, beforeEach, expect, it } from "vitest";
import { openChannelSecret } from "../../store/alerts/channel-secret.ts";
import { routeEvents } from "../../store/alerts/route-events.ts";
import type { SendAlert, TimedResult } from "../../store/alerts/sender.ts";
import type { ChannelRow } from "../../store/alerts/settings-channel.ts";
import { describeOnEngines } from "../../store/sql/testing/engines.ts";
import { auditOf } from "../projects/testing/talk.ts";
import { type Harness, makeHarness, PROVIDER_KEYS_OF_TESTS } from "../testing/harness.ts";

const { masterKeys } = PROVIDER_KEYS_OF_TESTS;
const HOOK = "https://hooks.example.com/services/T0/secret-part";
const OK: TimedResult = {
  verdict: "delivered",
  httpStatus: 200,
  error: null,
  body: "ok",
  retryAfterMs: null,
  responseMs: 12.5,
};

interface Body {
  readonly code: string;
  readonly param: string;
  readonly message: string;
  readonly secret: string | null;
  readonly previousValidUntil: string;
  readonly channel: { readonly id: string; readonly url: string | null; readonly enabled: boolean };
  readonly channels: readonly { readonly id: string; readonly fromSettings: boolean }[];
  readonly test: { readonly delivered: boolean; readonly results: readonly object[] };
  readonly events: readonly { readonly id: string; readonly kind: string }[];
  readonly deliveries: readonly { readonly id: string; readonly status: string; readonly lastError: string | null }[];
}

describeOnEngines("alert channels", (engine) => {
  let api: Harness;
  let token = "";
  let sent: [channel: ChannelRow, recipient: string][] = [];
  let result: TimedResult = OK;
  const sendAlert: SendAlert = (_event, channel, recipient) => {
    sent.push([channel, recipient]);
    return Promise.resolve(result);
  };
  beforeAll(async () => {
    api = await makeHarness(engine, { sendAlert });
    token = await api.signIn();
  });
  beforeEach(async () => {
    sent = [];
    result = OK;
    for (const table of ["alert_rules", "alert_channels", "alert_events", "alert_deliveries"] as const) {
      await api.store.db.deleteFrom(table).execute();
    }
  });

  const ask = async (status: number, method: string, path: string, body?: unknown, as = token): Promise<Body> => {
    const answer = await api.call<Body>(`/alerts${path}`, {
      method,
      token: as,
      ...(body === undefined ? {} : { body }),
    });
    expect([method, path, answer.status, answer.body], JSON.stringify(answer.body)).toMatchObject([
      method,
      path,
      status,
      {},
    ]);
    return answer.body;
  };
  const webhook = { name: "On call", kind: "webhook", url: HOOK };
  const mail = { name: "Mail", kind: "mail", recipients: ["ada@example.com", "bob@example.com"] };

  it("201: shows the secret once and of the URL its host; both are sealed", async () => {
    const { channel, secret } = await ask(201, "POST", "/channels", webhook);
    expect(channel).toMatchObject({
      id: expect.stringMatching(/^ach_/) as string,
      kind: "webhook",
      format: "json",
      url: "https://hooks.example.com/…",
      enabled: true,
      fromSettings: false,
    });
    expect(secret).toMatch(/^whsec_[0-9A-Za-z]{40}$/);
    const read = await ask(200, "GET", `/channels/${channel.id}`);
    const row = await api.store.db.selectFrom("alert_channels").selectAll().executeTakeFirstOrThrow();
    const audit = await api.store.db.selectFrom("audit_events").selectAll().execute();
    for (const shown of [read, row, audit]) {
      expect(JSON.stringify(shown)).not.toContain("secret-part");
      expect(JSON.stringify(shown)).not.toContain(secret);
    }
    expect(openChannelSecret(masterKeys, row.secret ?? "", row)).toMatchObject({ url: HOOK, secret });
  });

  it("201: mail has recipients and no secret", async () => {
    const { channel, secret } = await ask(201, "POST", "/channels", mail);
    expect([channel, secret]).toMatchObject([{ kind: "mail", url: null, recipients: mail.recipients }, null]);
    await ask(409, "POST", `/channels/${channel.id}/rotate`);
  });

  it.each<[object, string]>([
    [{ ...webhook, url: "http://example.com/" }, "url"],
    [{ ...webhook, url: "https://127.0.0.1/" }, "url"],
    [{ ...webhook, url: "https://user:pass@example.com/" }, "url"],
    [{ ...webhook, url: undefined }, "url"],
    [{ ...webhook, format: "xml" }, "format"],
    [{ ...webhook, recipients: ["ada@example.com"] }, "recipients"],
    [{ ...webhook, name: "" }, "name"],
    [{ ...mail, recipients: [] }, "recipients"],
    [{ ...mail, recipients: ["nobody"] }, "recipients[0]"],
    [{ ...mail, recipients: Array.from({ length: 21 }, (_, index) => `a${index}@example.com`) }, "recipients"],
    [{ ...mail, url: HOOK }, "url"],
    [{ ...webhook, secret: "mine" }, ""],
  ])("400: %j names %j", async (body, param) => {
    expect((await ask(400, "POST", "/channels", body)).param).toContain(param);
  });

  it("200: patches; another URL keeps the secret, enabling clears the reason", async () => {
    const { channel, secret } = await ask(201, "POST", "/channels", webhook);
    const path = `/channels/${channel.id}`;
    const disabled = { enabled: false, disabled_reason: "410" };
    await api.store.db.updateTable("alert_channels").set(disabled).execute();
    const patch = { url: "https://other.example.com/x", format: "slack", enabled: true };
    expect((await ask(200, "PATCH", path, patch)).channel).toMatchObject({
      url: "https://other.example.com/…",
      format: "slack",
      enabled: true,
      disabledReason: null,
    });
    const row = await api.store.db.selectFrom("alert_channels").selectAll().executeTakeFirstOrThrow();
    expect(openChannelSecret(masterKeys, row.secret ?? "", row)).toMatchObject({ url: patch.url, secret });
    expect((await ask(400, "PATCH", path, { recipients: mail.recipients })).param).toBe("recipients");
    expect((await ask(400, "PATCH", path, { url: "https://10.0.0.1/" })).param).toBe("url");
  });

  it("200: a rotated secret is shown once, and the one before signs for a day", async () => {
    const { channel, secret } = await ask(201, "POST", "/channels", webhook);
    const rotated = await ask(200, "POST", `/channels/${channel.id}/rotate`);
    expect(rotated.secret).not.toBe(secret);
    expect(Date.parse(rotated.previousValidUntil)).toBe(api.clock.now() + 86_400_000);
    const row = await api.store.db.selectFrom("alert_channels").selectAll().executeTakeFirstOrThrow();
    const open = openChannelSecret(masterKeys, row.secret ?? "", row);
    expect([open.secret, open.previous?.secret]).toEqual([rotated.secret, secret]);
  });

  it("200: a test tells what came of it, and is noted", async () => {
    const { channel } = await ask(201, "POST", "/channels", webhook);
    expect((await ask(200, "POST", `/channels/${channel.id}/test`)).test).toMatchObject({
      delivered: true,
      results: [{ recipient: null, delivered: true, httpStatus: 200, error: null, responseMs: 12.5 }],
    });
    result = { ...OK, verdict: "retry", httpStatus: 500, error: "It answered 500." };
    const { channel: mails } = await ask(201, "POST", "/channels", mail);
    const { test } = await ask(200, "POST", `/channels/${mails.id}/test`);
    expect([test.delivered, test.results.length, sent.length]).toEqual([false, 2, 3]);
    const { deliveries } = await ask(200, "GET", "/deliveries");
    expect(deliveries.map(({ status }) => status).sort()).toEqual(["delivered", "failed", "failed"]);
    expect((await ask(200, "GET", "/events?kind=test")).events).toHaveLength(2);
    expect(await routeEvents(api.store.db, masterKeys, new Date())).toBe(0);
    const [event] = await auditOf(api, 1);
    expect(event).toMatchObject({ action: "alert_channel.test" });
  });

  it("429: tests are bounded", async () => {
    const { channel } = await ask(201, "POST", "/channels", webhook);
    api.clock.nowMs += 120_000;
    for (let test = 0; test < 10; test += 1) await ask(200, "POST", `/channels/${channel.id}/test`);
    await ask(429, "POST", `/channels/${channel.id}/test`);
    api.clock.nowMs += 120_000;
  });

  it("the webhook of the settings is one of them, as long as it is there", async () => {
    const settings = (webhook_url: string | null) =>
      api.call(`/organizations/${api.first.organizationId}/settings`, {
        method: "PATCH",
        token,
        body: { alerts: { webhook_url } },
      });
    await settings("https://93.184.215.14/hook");
    const { channels } = await ask(200, "GET", "/channels");
    expect(channels).toMatchObject([{ fromSettings: true, url: "https://93.184.215.14/…", enabled: true }]);
    const path = `/channels/${channels[0]?.id}`;
    expect((await ask(200, "POST", `${path}/rotate`)).secret).toMatch(/^whsec_/);
    await ask(409, "DELETE", path);
    expect((await ask(400, "PATCH", path, { url: HOOK })).param).toBe("url");
    await ask(200, "PATCH", path, { enabled: false });
    await settings(null);
    expect((await ask(200, "GET", "/channels")).channels).toEqual([]);
  });

  it("409: a process that sends nothing tests nothing", async () => {
    const mute = await makeHarness(engine);
    const owner = await mute.signIn();
    const { body } = await mute.call<Body>("/alerts/channels", { token: owner, body: webhook });
    const path = `/alerts/channels/${body.channel.id}/test`;
    expect((await mute.call(path, { method: "POST", token: owner })).status).toBe(409);
  });
});
