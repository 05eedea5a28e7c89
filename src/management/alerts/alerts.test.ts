import { sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createId } from "../../ids.ts";
import { raiseEvent } from "../../store/alerts/raise-event.ts";
import { routeEvents } from "../../store/alerts/route-events.ts";
import type { SendAlert, TimedResult } from "../../store/alerts/sender.ts";
import type { ChannelRow } from "../../store/alerts/settings-channel.ts";
import { describeOnEngines } from "../../store/sql/testing/engines.ts";
import { auditOf, talkAs } from "../projects/testing/talk.ts";
import { type Harness, type Member, makeHarness, PROVIDER_KEYS_OF_TESTS } from "../testing/harness.ts";

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
  readonly nextCursor: string | null;
  readonly rule: { readonly id: string };
  readonly rules: readonly { readonly id: string }[];
  readonly channel: { readonly id: string; readonly url: string | null; readonly enabled: boolean };
  readonly channels: readonly { readonly id: string; readonly fromSettings: boolean }[];
  readonly event: { readonly id: string; readonly resolvedAt: string | null };
  readonly events: readonly { readonly id: string; readonly kind: string }[];
  readonly delivery: { readonly status: string };
  readonly deliveries: readonly { readonly id: string; readonly status: string; readonly lastError: string | null }[];
}

describeOnEngines("alerts", (engine) => {
  let api: Harness;
  let token = "";
  let other: Member;
  let sent: [channel: ChannelRow, recipient: string][] = [];
  let result: TimedResult = OK;
  const sendAlert: SendAlert = (_event, channel, recipient) => {
    sent.push([channel, recipient]);
    return Promise.resolve(result);
  };
  beforeAll(async () => {
    api = await makeHarness(engine, { sendAlert });
    token = await api.signIn();
    other = await api.otherTenant();
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
  const rule = { name: "Half", kind: "budget_threshold", thresholds: { percents: [80, 50, 50] } };
  const raise = (key: string, organizationId = api.first.organizationId) =>
    raiseEvent(api.store.db, {
      organizationId,
      kind: "low_balance",
      dedupeKey: key,
      details: { balanceNanos: 1e9 },
      at: new Date(api.clock.now()),
    });

  describe("rules", () => {
    it("201, 200: made, read, changed and deleted, each with its entry in the audit log", async () => {
      const { channel } = await ask(201, "POST", "/channels", webhook);
      const made = await ask(201, "POST", "/rules", { ...rule, channels: [channel.id] });
      expect(made.rule).toMatchObject({
        id: expect.stringMatching(/^alr_/) as string,
        kind: "budget_threshold",
        scope: {},
        thresholds: { percents: [50, 80] },
        channels: [channel.id],
        enabled: true,
        mutedUntil: null,
      });
      const path = `/rules/${made.rule.id}`;
      const patch = { mutedUntil: "2027-01-01T00:00:00Z", channels: null, scope: { projectId: api.first.projectId } };
      const { rule: after } = await ask(200, "PATCH", path, patch);
      expect(after).toMatchObject({ ...patch, mutedUntil: "2027-01-01T00:00:00.000Z", name: "Half" });
      expect(await ask(200, "GET", path)).toEqual({ rule: after });
      await ask(200, "PATCH", path, {});
      await ask(200, "DELETE", path);
      await ask(404, "GET", path);
      const actions = (await auditOf(api, 4)).map(({ action }) => action);
      expect(actions).toEqual(["alert_rule.delete", "alert_rule.update", "alert_rule.create", "alert_channel.create"]);
    });

    it.each<[object, string]>([
      [{ ...rule, kind: "test" }, "kind"],
      [{ ...rule, kind: "low_balance" }, "thresholds.percents"],
      [{ ...rule, scope: { provider: "openai" } }, "scope.provider"],
      [{ ...rule, scope: { projectId: "proj_missing" } }, "scope.projectId"],
      [{ ...rule, scope: { apiKeyId: "key_missing" } }, "scope.apiKeyId"],
      [{ ...rule, scope: { budgetId: "bud_missing" } }, "scope.budgetId"],
      [{ ...rule, thresholds: { percents: [] } }, "thresholds.percents"],
      [{ ...rule, thresholds: { percents: [0] } }, "thresholds.percents[0]"],
      [{ ...rule, thresholds: { deviations: 5 } }, "thresholds.deviations"],
      [{ name: "a", kind: "spend_anomaly", thresholds: { deviations: 1 } }, "thresholds.deviations"],
      [{ name: "a", kind: "key_expiring", thresholds: { days: [91] } }, "thresholds.days[0]"],
      [{ ...rule, channels: ["ach_missing"] }, "channels[0]"],
      [{ ...rule, channels: [] }, "channels"],
      [{ ...rule, mutedUntil: "soon" }, "mutedUntil"],
      [{ ...rule, id: "alr_1" }, ""],
      [{ kind: "low_balance" }, "name"],
    ])("400: %j names %j", async (body, param) => {
      expect((await ask(400, "POST", "/rules", body)).param).toContain(param);
    });

    it("201, 400: a limit of settings is a budget by its name; another organization's project is none", async () => {
      const { rule: made } = await ask(201, "POST", "/rules", { ...rule, scope: { budgetId: "project_daily_usd" } });
      const theirs = await api.call("/projects", { method: "POST", token: other.token, body: { name: "Theirs" } });
      const scope = { projectId: (theirs.body as unknown as { project: { id: string } }).project.id };
      expect((await ask(400, "PATCH", `/rules/${made.id}`, { scope })).param).toBe("scope.projectId");
    });

    it("400: another organization's channel is none", async () => {
      const { channel } = await ask(201, "POST", "/channels", webhook, other.token);
      expect((await ask(400, "POST", "/rules", { ...rule, channels: [channel.id] })).param).toBe("channels[0]");
    });

    it("403: a hundred are enough, also for those who come at once", async () => {
      await sql`insert into alert_rules (id, organization_id, name, kind, scope, thresholds, enabled, created_at, updated_at)
        select 'alr_' || n, ${api.first.organizationId}, 'Many', 'low_balance', '{}', '{}', true, date_trunc('second', now()), now()
        from generate_series(1, 98) n`.execute(api.store.db);
      const call = { method: "POST", token, body: rule };
      const answers = await Promise.all(Array.from({ length: 5 }, () => api.call("/alerts/rules", call)));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 403, 403, 403]);
      const first = await ask(200, "GET", "/rules?limit=60");
      const second = await ask(200, "GET", `/rules?limit=60&cursor=${first.nextCursor}`);
      expect(new Set([...first.rules, ...second.rules].map(({ id }) => id)).size).toBe(100);
      expect(second.nextCursor).toBeNull();
    });
  });

  describe("events and deliveries", () => {
    it("200: lists in pages, by filters, and marks as over", async () => {
      for (const key of ["a", "b", "c"]) {
        await raise(key);
        api.clock.nowMs += 1_000;
      }
      const first = await ask(200, "GET", "/events?limit=2");
      expect(first.events).toMatchObject([
        { details: { balanceUsd: 1 }, severity: "warning", text: "The credits are low: $1.00 are left." },
        {},
      ]);
      const second = await ask(200, "GET", `/events?limit=2&cursor=${first.nextCursor}`);
      expect([second.events.length, second.nextCursor]).toEqual([1, null]);
      const id = second.events[0]?.id ?? "";
      const { event } = await ask(200, "POST", `/events/${id}/resolve`);
      expect(event.resolvedAt).toBe(new Date(api.clock.now()).toISOString());
      api.clock.nowMs += 1_000;
      expect((await ask(200, "POST", `/events/${id}/resolve`)).event).toEqual(event);
      const count = async (query: string) => (await ask(200, "GET", `/events?${query}`)).events.length;
      expect(await count("state=open")).toBe(2);
      expect(await count("state=resolved")).toBe(1);
      expect(await count("kind=circuit_opened")).toBe(0);
      expect(await count("severity=critical")).toBe(0);
      expect(await count(`from=${new Date(api.clock.now()).toISOString()}`)).toBe(0);
      await ask(400, "GET", "/events?kind=party");
      await ask(400, "GET", "/events?cursor=x");
    });

    it("200, 409: a delivery that was given up is tried again; one that arrived is not", async () => {
      const { channel } = await ask(201, "POST", "/channels", webhook);
      await raise("a");
      await routeEvents(api.store.db, masterKeys, new Date(api.clock.now()));
      const failed = { status: "failed", next_at: null, attempts: 6 } as const;
      await api.store.db.updateTable("alert_deliveries").set(failed).execute();
      const { deliveries } = await ask(200, "GET", `/deliveries?status=failed&channelId=${channel.id}`);
      const path = `/deliveries/${deliveries[0]?.id}/retry`;
      expect((await ask(200, "POST", path)).delivery).toMatchObject({
        status: "pending",
        attempts: 0,
        event: { kind: "low_balance", text: "The credits are low: $1.00 are left." },
        nextAttemptAt: new Date(api.clock.now()).toISOString(),
      });
      const delivered = { status: "delivered", next_at: null } as const;
      await api.store.db.updateTable("alert_deliveries").set(delivered).execute();
      await ask(409, "POST", path);
    });
  });

  describe("access", () => {
    it("404: another organization's objects", async () => {
      const { channel } = await ask(201, "POST", "/channels", webhook);
      const { rule: made } = await ask(201, "POST", "/rules", rule);
      await raise("a");
      await routeEvents(api.store.db, masterKeys, new Date(api.clock.now()));
      const [event] = (await ask(200, "GET", "/events")).events;
      const deliveries = api.store.db.selectFrom("alert_deliveries").select("id");
      const delivery = await deliveries.executeTakeFirstOrThrow();
      const calls = [
        ["GET", `/rules/${made.id}`],
        ["PATCH", `/rules/${made.id}`],
        ["DELETE", `/rules/${made.id}`],
        ["GET", `/channels/${channel.id}`],
        ["PATCH", `/channels/${channel.id}`],
        ["DELETE", `/channels/${channel.id}`],
        ["POST", `/channels/${channel.id}/rotate`],
        ["POST", `/channels/${channel.id}/test`],
        ["POST", `/events/${event?.id}/resolve`],
        ["POST", `/events/${createId("aev")}/resolve`],
        ["POST", `/deliveries/${delivery.id}/retry`],
      ] as const;
      for (const [method, path] of calls)
        await ask(404, method, path, method === "PATCH" ? {} : undefined, other.token);
      for (const list of ["/rules", "/channels", "/events", "/deliveries"]) {
        await ask(404, "GET", `${list}?organizationId=${api.first.organizationId}`, undefined, other.token);
        const shown = JSON.stringify(await ask(200, "GET", list, undefined, other.token));
        expect(shown).not.toContain(api.first.organizationId);
      }
      await ask(404, "POST", "/rules", { ...rule, organizationId: api.first.organizationId }, other.token);
      expect(sent).toEqual([]);
    });

    it("403: viewers and developers read, admins change", async () => {
      const { channel } = await ask(201, "POST", "/channels", webhook);
      for (const role of ["viewer", "developer"] as const) {
        const member = talkAs(api, (await api.member(role)).token);
        for (const list of ["rules", "channels", "events", "deliveries"]) {
          expect((await member.send(`/alerts/${list}`)).status).toBe(200);
        }
        expect((await member.send("/alerts/rules", { body: rule })).status).toBe(403);
        expect((await member.send(`/alerts/channels/${channel.id}/test`, { method: "POST" })).status).toBe(403);
      }
      const admin = talkAs(api, (await api.member("admin")).token);
      expect((await admin.send("/alerts/rules", { body: rule })).status).toBe(201);
    });
  });
});
