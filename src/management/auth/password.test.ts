import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMailer, type Mailer } from "../../mail/mailer.ts";
import { type SmtpServer, startSmtpServer } from "../../mail/testing/smtp-server.ts";
import { silent, useEmbedded } from "../../store/sql/testing/engines.ts";
import { createAudit } from "../audit/create-audit.ts";
import { type Harness, IDENTITY_OF_TESTS, makeHarness, OWNER_PASSWORD, PUBLIC_URL } from "../testing/harness.ts";
import { resetByOperator } from "./operator-reset.ts";

const NEW_PASSWORD = "a new and better one";

describe("passwords", () => {
  const engine = useEmbedded();
  let smtp: SmtpServer;
  let mailer: Mailer;
  let api: Harness;
  beforeAll(async () => {
    smtp = await startSmtpServer();
    mailer = createMailer({ smtpUrl: smtp.url, from: "gateway@example.com", log: silent });
    api = await makeHarness(engine, { identity: { ...IDENTITY_OF_TESTS, mailer } });
  });
  afterAll(async () => {
    mailer.close();
    await smtp.close();
  });

  const ask = (email: string, clientIp?: string) =>
    api.call("/auth/password-reset", { body: { email }, ...(clientIp === undefined ? {} : { clientIp }) });
  const confirm = (token: string, newPassword = NEW_PASSWORD) =>
    api.call("/auth/password-reset/confirm", { body: { token, newPassword } });
  const login = (email: string, password: string) =>
    api.call("/auth/login", { body: { email, password }, clientIp: "203.0.113.40" });
  const mailTo = async (email: string, about: RegExp) => {
    for (;;) {
      const mail = await smtp.next();
      if (mail.to.includes(email) && about.test(mail.text)) return mail.text;
    }
  };
  const resetToken = async (email: string): Promise<string> => {
    const text = await mailTo(email, /reset-password#token=/);
    const [, url = "", token = ""] = /(\S+\/dashboard\/reset-password)#token=(\S+)/.exec(text) ?? [];
    expect(url).toBe(`${PUBLIC_URL}/dashboard/reset-password`);
    return token;
  };

  it("changing it needs the present one, ends other sessions and keeps this one", async () => {
    const member = await api.member("viewer");
    const other = await api.signIn(member.email);
    const change = (currentPassword: string) =>
      api.call("/auth/password", { token: member.token, body: { currentPassword, newPassword: NEW_PASSWORD } });
    const wrong = await change("wrong");
    expect([wrong.status, wrong.body.code]).toEqual([401, "invalid_credentials"]);
    expect((await api.call("/auth/me", { token: other })).status).toBe(200);
    expect((await change(OWNER_PASSWORD)).status).toBe(200);
    expect((await api.call("/auth/me", { token: other })).status).toBe(401);
    expect((await api.call("/auth/me", { token: member.token })).status).toBe(200);
    expect((await login(member.email, OWNER_PASSWORD)).status).toBe(401);
    expect((await login(member.email, NEW_PASSWORD)).status).toBe(200);
    expect(await mailTo(member.email, /password was changed/)).toContain("If it was not you");
  });

  it("no sign-in with the old password outlives the change, however they cross", async () => {
    for (let round = 0; round < 5; round += 1) {
      const member = await api.member("viewer");
      const body = { currentPassword: OWNER_PASSWORD, newPassword: NEW_PASSWORD };
      const change = api.call("/auth/password", { token: member.token, body });
      const signIns = await Promise.all([1, 2, 3].map(() => login(member.email, OWNER_PASSWORD)));
      expect((await change).status).toBe(200);
      for (const { status, body: session } of signIns) {
        if (status === 200) expect((await api.call("/auth/me", { token: session.token })).status).toBe(401);
      }
    }
  });

  it("429: guesses with a stolen session lock as guesses at the door do", async () => {
    const member = await api.member("viewer");
    const guess = async () => {
      const body = { currentPassword: "wrong", newPassword: NEW_PASSWORD };
      return (await api.call("/auth/password", { token: member.token, body })).status;
    };
    const statuses: number[] = [];
    for (let n = 0; n < 6; n += 1) statuses.push(await guess());
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    expect((await login(member.email, OWNER_PASSWORD)).status).toBe(429);
  });

  it.each([
    ["too short", { currentPassword: OWNER_PASSWORD, newPassword: "short" }, "newPassword"],
    ["too long", { currentPassword: OWNER_PASSWORD, newPassword: "x".repeat(257) }, "newPassword"],
    ["none", { currentPassword: OWNER_PASSWORD }, "newPassword"],
    ["with another member", { currentPassword: OWNER_PASSWORD, newPassword: NEW_PASSWORD, userId: "user_1" }, ""],
  ])("400: a new password that is %s", async (_, body, param) => {
    const answer = await api.call("/auth/password", { token: await api.signIn(), body });
    expect([answer.status, answer.body.code]).toEqual([400, "invalid_parameters"]);
    if (param !== "") expect(answer.body.param).toBe(param);
  });

  it("202: the same answer for every email; the mail's link sets the password once and ends all sessions", async () => {
    const member = await api.member("viewer");
    const known = await ask(member.email.toUpperCase());
    const unknown = await ask("nobody@example.com");
    expect([known.status, known.body]).toEqual([202, { success: true }]);
    expect([unknown.status, unknown.body]).toEqual([202, { success: true }]);
    const token = await resetToken(member.email);
    expect(smtp.mails.some((mail) => mail.to.includes("nobody@example.com"))).toBe(false);

    const answers = await Promise.all([confirm(token), confirm(token)]);
    expect(answers.map((each) => each.status).sort()).toEqual([200, 404]);
    expect((await api.call("/auth/me", { token: member.token })).status).toBe(401);
    expect((await login(member.email, NEW_PASSWORD)).status).toBe(200);
    expect((await confirm(token)).status).toBe(404);
  });

  it("404: a link after an hour, after the password was changed, and any other text", async () => {
    const member = await api.member("viewer");
    await ask(member.email);
    const late = await resetToken(member.email);
    api.clock.nowMs += 60 * 60_000;
    expect((await confirm(late)).status).toBe(404);

    await ask(member.email);
    const stale = await resetToken(member.email);
    const body = { currentPassword: OWNER_PASSWORD, newPassword: NEW_PASSWORD };
    expect((await api.call("/auth/password", { token: member.token, body })).status).toBe(200);
    expect((await confirm(stale, "the thief's own")).status).toBe(404);
    for (const token of ["x", "llm_gw_rst_", "'; drop table users; --"])
      expect((await confirm(token)).status).toBe(404);
  });

  it("keeps the hash of a link's token alone", async () => {
    const member = await api.member("viewer");
    await ask(member.email);
    const token = await resetToken(member.email);
    const { db } = api.store;
    const kept = JSON.stringify([
      await db.selectFrom("password_resets").selectAll().execute(),
      await db.selectFrom("audit_events").selectAll().execute(),
    ]);
    expect(kept).not.toContain(token);
    const [row] = await db.selectFrom("password_resets").select("token_hash").execute();
    expect((await confirm(row?.token_hash ?? "")).status).toBe(404);
  });

  it("sends no more than a few mails to one account, and still answers alike", async () => {
    api.clock.nowMs += 2 * 60 * 60_000;
    const member = await api.member("viewer");
    for (let n = 0; n < 10; n += 1) expect((await ask(member.email, `198.51.100.${n}`)).status).toBe(202);
    const marker = await api.member("viewer");
    await ask(marker.email, "198.51.100.200");
    await resetToken(marker.email);
    expect(smtp.mails.filter((mail) => mail.to.includes(member.email)).length).toBe(3);
  });

  it("429: many requests from one address", async () => {
    const statuses = new Set<number>();
    for (let n = 0; n < 21; n += 1) statuses.add((await ask(`nobody${n}@example.com`, "192.0.2.50")).status);
    expect([...statuses]).toEqual([202, 429]);
  });

  it("409: without a mail server it says so, to everybody alike", async () => {
    const plain = await makeHarness(engine);
    for (const email of [plain.first.email, "nobody@example.com"]) {
      const { status, body } = await plain.call("/auth/password-reset", { body: { email } });
      expect([status, body.code]).toEqual([409, "mail_not_configured"]);
      expect(body.message).toContain("llm-gateway users reset-password");
    }
    const options = await plain.call<{ passwordResetByMail: boolean }>("/auth/options");
    expect(options.body).toEqual({
      registration: "invite-only",
      organizationCreation: "any-user",
      passwordResetByMail: false,
      singleSignOn: false,
    });
  });

  it("an operator makes a link without mail, and can take a lost second factor away", async () => {
    const { db } = api.store;
    const audit = createAudit({ db, clock: api.clock });
    const context = { db, clock: api.clock, audit, config: { publicUrl: PUBLIC_URL } };
    const member = await api.member("viewer");
    const given = { email: ` ${member.email.toUpperCase()} `, withoutSecondFactor: true };
    const link = await resetByOperator(context, given);
    const token = link?.url.split("#token=")[1] ?? "";
    expect((await confirm(token)).status).toBe(200);
    expect((await login(member.email, NEW_PASSWORD)).status).toBe(200);
    expect(await resetByOperator(context, { email: "nobody@example.com", withoutSecondFactor: false })).toBeNull();
  });
});
