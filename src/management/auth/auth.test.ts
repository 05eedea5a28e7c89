import { beforeAll, describe, expect, it } from "vitest";
import { useEmbedded } from "../../store/sql/testing/engines.ts";
import { type Harness, makeHarness, OWNER_PASSWORD } from "../testing/harness.ts";
import { createUser } from "./accounts.ts";

describe("auth", () => {
  const engine = useEmbedded();
  let api: Harness;
  beforeAll(async () => {
    api = await makeHarness(engine);
  });

  const login = (email: string, password: string, clientIp?: string) =>
    api.call("/auth/login", { body: { email, password }, ...(clientIp === undefined ? {} : { clientIp }) });

  it("200: signs in, tells who it is, signs out for good", async () => {
    const { status, body, headers } = await login(` ${api.first.email.toUpperCase()} `, OWNER_PASSWORD);
    expect(status).toBe(200);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(Object.keys(body)).toEqual(["token", "expiresAt", "user"]);
    expect(body.user).toEqual({ id: expect.stringMatching(/^user_/), email: api.first.email, name: "Owner" });
    expect(new Date(body.expiresAt).getTime()).toBeGreaterThan(Date.now() + 6 * 86_400_000);

    const me = await api.call("/auth/me", { token: body.token });
    expect(me.status).toBe(200);
    expect(me.body).toEqual({
      user: { ...body.user, secondFactor: false, emailVerified: true },
      memberships: [{ organizationId: api.first.organizationId, organizationName: "Default", role: "owner" }],
      organizations: [
        {
          id: api.first.organizationId,
          name: "Default",
          plan: "enterprise",
          role: "owner",
          operates: true,
          planRateLimits: {},
          settings: { singleSignOn: "off", storesContent: false, restrictsIps: false },
          createdAt: expect.any(String),
          updatedAt: expect.any(String),
        },
      ],
      ssoRequired: [],
    });
    const logout = await api.call("/auth/logout", { method: "POST", token: body.token });
    expect([logout.status, logout.body]).toEqual([200, { success: true }]);
    expect((await api.call("/auth/me", { token: body.token })).status).toBe(401);
  });

  it("keeps the hash of a session's token alone, with the caller's address", async () => {
    const token = await api.signIn();
    expect(token).toMatch(/^llm_gw_ses_[0-9A-Za-z]{43}$/);
    const { db } = api.store;
    const session = await db.selectFrom("sessions").selectAll().orderBy("created_at", "desc").executeTakeFirstOrThrow();
    expect(session).toMatchObject({ id: expect.stringMatching(/^sess_/), ip_address: "203.0.113.1" });
    expect(JSON.stringify(session)).not.toContain(token);
    expect((await api.call("/auth/me", { token: session.token_hash })).status).toBe(401);
    const password = await db.selectFrom("accounts").select("password").executeTakeFirstOrThrow();
    expect(password.password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it("401: the same answer for a wrong password and an unknown account", async () => {
    const wrong = await login(api.first.email, "wrong-password", "203.0.113.20");
    const unknown = await login("nobody@example.com", "wrong-password", "203.0.113.20");
    expect([wrong.status, wrong.body.code, wrong.body.error]).toEqual([401, "invalid_credentials", true]);
    expect(unknown.body).toEqual(wrong.body);
    expect(wrong.headers.get("set-cookie")).toBeNull();
    await api.signIn();
  });

  it("does the same work for a wrong password, an unknown account and one without a password", async () => {
    const done: string[] = [];
    const passwords = {
      hash: (password: string) => {
        done.push("hash");
        return Promise.resolve(`hash of ${password}`);
      },
      verify: (hash: string, password: string) => {
        done.push("verify");
        return Promise.resolve(hash === `hash of ${password}`);
      },
    };
    const other = await makeHarness(engine, { passwords });
    const { db } = other.store;
    const { email } = other.first;
    const now = new Date();
    await createUser(db, { email: "sso@example.com", name: "S", passwordHash: null, emailVerified: false, now });
    await other.call("/auth/login", { body: { email, password: "first" } });
    const work: string[][] = [];
    for (const each of [email, "nobody@example.com", "sso@example.com"]) {
      done.length = 0;
      const { status } = await other.call("/auth/login", { body: { email: each, password: "guess" } });
      expect(status).toBe(401);
      work.push([...done]);
    }
    expect(work).toEqual([["verify"], ["verify"], ["verify"]]);
    // Nobody knows the password that unknown accounts are compared with.
    for (const password of ["", "hash of ", "null", "undefined"]) {
      const body = { email: "nobody@example.com", password: password || " " };
      expect((await other.call("/auth/login", { body, clientIp: "203.0.113.77" })).status).not.toBe(200);
    }
  });

  it("401: an ended session, no token, a wrong scheme, rubbish", async () => {
    const token = await api.signIn();
    const { db } = api.store;
    await db
      .updateTable("sessions")
      .set({ expires_at: new Date(0) })
      .execute();
    expect((await api.call("/auth/me", { token })).body.code).toBe("unauthenticated");
    const none = await api.call("/auth/me");
    expect([none.status, none.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    for (const authorization of [
      "Basic abc",
      "Bearer",
      `Bearer ${"x".repeat(5_000)}`,
      "Bearer a.b.c",
      "Bearer %E0%A4.%A",
    ]) {
      expect((await api.call("/auth/me", { headers: { authorization } })).status).toBe(401);
    }
    expect((await api.call("/auth/me", { headers: { cookie: `session=${token}` } })).status).toBe(401);
  });

  it("400: names every bad field", async () => {
    const answer = await api.call("/auth/login", { body: { email: "x" } });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error: true, status: 400, code: "invalid_parameters", param: "email" });
    expect(answer.body.details.map((each) => each.path)).toEqual(["email", "password"]);
  });

  it("429: an account is locked after five failures, from every address, and free again after a minute", async () => {
    const { email } = await api.otherTenant();
    const guesses = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => login(email, `guess-${n}`, `198.51.100.${n}`)));
    expect(guesses.filter((each) => each.status === 429).length).toBe(1);
    const locked = await login(email, OWNER_PASSWORD, "198.51.100.99");
    expect([locked.status, locked.body.code]).toEqual([429, "rate_limit_exceeded"]);
    expect(Number(locked.headers.get("retry-after"))).toBe(60);
    api.clock.nowMs += 60_000;
    expect((await login(email, OWNER_PASSWORD)).status).toBe(200);
  });

  it("429: an address is locked after thirty failures over many accounts", async () => {
    const clientIp = "192.0.2.66";
    const statuses = new Set<number>();
    for (let n = 0; n < 31; n += 1) statuses.add((await login(`user${n}@example.com`, "guess", clientIp)).status);
    expect([...statuses]).toEqual([401, 429]);
    expect((await login(api.first.email, OWNER_PASSWORD, clientIp)).status).toBe(429);
    expect((await login(api.first.email, OWNER_PASSWORD)).status).toBe(200);
  });
});
