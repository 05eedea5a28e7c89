import { beforeAll, describe, expect, it } from "vitest";
import { purgeExpired } from "../../store/purge-expired.ts";
import { useEmbedded } from "../../store/sql/testing/engines.ts";
import { type Harness, makeHarness } from "../testing/harness.ts";
import { findSession, startSession } from "./sessions.ts";

interface Sessions {
  readonly sessions: readonly { readonly id: string; readonly current: boolean; readonly clientIp: string }[];
}

const DAY_MS = 86_400_000;

describe("sessions", () => {
  const engine = useEmbedded();
  let api: Harness;
  beforeAll(async () => {
    api = await makeHarness(engine);
  });

  const list = async (token: string) => (await api.call<Sessions>("/auth/sessions", { token })).body.sessions;

  it("200: lists one's own, newest first, and ends one or all others", async () => {
    const { email, token: first } = await api.member("viewer");
    api.clock.nowMs += 1_000;
    const second = await api.signIn(email);
    api.clock.nowMs += 1_000;
    const third = await api.signIn(email);
    const all = await list(third);
    expect(all.map((each) => each.current)).toEqual([true, false, false]);
    expect(all[0]).toMatchObject({ clientIp: "203.0.113.1", userAgent: null, ssoOrganizationId: null });
    expect(JSON.stringify(all)).not.toMatch(/token|hash|llm_gw/i);

    const ended = await api.call(`/auth/sessions/${all[2]?.id}`, { method: "DELETE", token: third });
    expect([ended.status, ended.body]).toEqual([200, { success: true }]);
    expect((await api.call("/auth/me", { token: first })).status).toBe(401);
    const others = await api.call("/auth/sessions", { method: "DELETE", token: third });
    expect(others.body).toEqual({ success: true, ended: 1 });
    expect((await api.call("/auth/me", { token: second })).status).toBe(401);
    expect((await list(third)).length).toBe(1);
  });

  it("404: another user's session, whatever their organization", async () => {
    const mine = await api.member("owner");
    for (const other of [await api.member("viewer"), await api.otherTenant()]) {
      const [theirs] = await list(other.token);
      const answer = await api.call(`/auth/sessions/${theirs?.id}`, { method: "DELETE", token: mine.token });
      expect([answer.status, answer.body.code]).toEqual([404, "not_found"]);
      expect((await api.call("/auth/me", { token: other.token })).status).toBe(200);
    }
  });

  it("ends a week after its last use, and a month after it began", async () => {
    const { token } = await api.member("viewer");
    const alive = async () => (await api.call("/auth/me", { token })).status === 200;
    for (let day = 0; day < 24; day += 6) {
      api.clock.nowMs += 6 * DAY_MS;
      expect(await alive()).toBe(true);
    }
    api.clock.nowMs += 5.9 * DAY_MS;
    expect(await alive()).toBe(true);
    api.clock.nowMs += 0.2 * DAY_MS;
    expect(await alive()).toBe(false);

    const { token: idle } = await api.member("viewer");
    api.clock.nowMs += 7 * DAY_MS;
    expect((await api.call("/auth/me", { token: idle })).status).toBe(401);
  });

  it("purges those that have ended and no other", async () => {
    const { db } = api.store;
    const token = await api.signIn();
    await purgeExpired(db, new Date(api.clock.now()));
    const left = await db.selectFrom("sessions").select("expires_at").execute();
    expect(left.every((each) => each.expires_at.getTime() > api.clock.now())).toBe(true);
    expect((await api.call("/auth/me", { token })).status).toBe(200);
    expect((await purgeExpired(db, new Date(api.clock.now() + 8 * DAY_MS))).sessions).toBe(left.length);
    expect((await api.call("/auth/me", { token })).status).toBe(401);
  });

  it("keeps the hundred newest of a user", async () => {
    const { db } = api.store;
    const { userId } = await api.member("viewer");
    const start = (n: number) =>
      startSession(db, {
        userId,
        ssoOrganizationId: null,
        clientIp: null,
        userAgent: `agent\0${"x".repeat(600)}\ud800`,
        now: new Date(api.clock.now() + n),
      });
    const first = await start(1);
    for (let n = 2; n <= 101; n += 1) await start(n);
    expect(await findSession(db, first.token, api.clock.now())).toBeNull();
    const { count } = await db
      .selectFrom("sessions")
      .where("user_id", "=", userId)
      .select((select) => select.fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    expect(count).toBe(100);
  });
});
