import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMailer, type Mailer } from "../../mail/mailer.ts";
import { type SmtpServer, startSmtpServer } from "../../mail/testing/smtp-server.ts";
import type { Log } from "../../store/log.ts";
import { useEmbedded } from "../../store/sql/testing/engines.ts";
import { type Harness, IDENTITY_OF_TESTS, makeHarness, OWNER_PASSWORD } from "../testing/harness.ts";

/** Everything that signs in or lets in, followed through all flows: no log and no audit event may hold any of it. */
describe("secrets", () => {
  const engine = useEmbedded();
  const logged: string[] = [];
  const note = (fields: object, message: string): void =>
    void logged.push(JSON.stringify([fields, message, causes(fields)]));
  const log: Log = { debug: note, info: note, warn: note, error: note };
  let smtp: SmtpServer;
  let mailer: Mailer;
  let api: Harness;
  beforeAll(async () => {
    smtp = await startSmtpServer();
    mailer = createMailer({ smtpUrl: smtp.url, from: "gateway@example.com", log });
    api = await makeHarness(engine, { log, identity: { ...IDENTITY_OF_TESTS, mailer, registration: "open" } });
  });
  afterAll(async () => {
    mailer.close();
    await smtp.close();
  });

  it("stand in no log line and in no audit event", async () => {
    const secrets = new Set<string>();
    const keep = (secret: string): string => {
      expect(secret.length).toBeGreaterThan(5);
      secrets.add(secret);
      return secret;
    };
    const password = keep("open sesame 123");
    const made = await api.call("/auth/register", { body: { email: "ada@example.com", password, name: "Ada" } });
    const token = keep(made.body.token);
    await api.call("/auth/login", { body: { email: "ada@example.com", password: keep("a wrong password") } });
    await api.call("/auth/me", { token: keep(`llm_gw_ses_${"z".repeat(43)}`) });
    await api.call("/auth/me", { headers: { cookie: `llm_gw_session=${token}`, "sec-fetch-site": "cross-site" } });
    const newPassword = keep("another sesame 456");
    await api.call("/auth/password", { token, body: { currentPassword: keep("not the password"), newPassword } });
    await api.call("/auth/password", { token, body: { currentPassword: password, newPassword } });

    const enrolment = await api.call<{ secret: string; url: string }>("/auth/totp", {
      token,
      body: { password: newPassword },
    });
    keep(enrolment.body.secret);
    await api.call("/auth/totp/confirm", { token, body: { code: "123456789" } });

    const organization = await api.call<{ organization: { id: string } }>("/organizations", {
      token,
      body: { name: "Acme" },
    });
    const path = `/organizations/${organization.body.organization.id}`;
    const minted = await api.call<{ secret: string }>(`${path}/tokens`, { token, body: { name: "T", role: "admin" } });
    keep(minted.body.secret);
    await api.call("/projects", { token: minted.body.secret });
    await api.call(path, { method: "DELETE", token: minted.body.secret });
    await api.call(`${path}/invitations`, { token, body: { email: "grace@example.com" } });
    await api.call("/auth/password-reset", { body: { email: "ada@example.com" } });
    await api.call(`${path}/sso`, {
      method: "PUT",
      token,
      body: {
        issuer: "http://127.0.0.1:1",
        clientId: "c",
        clientSecret: keep("client-secret-789"),
        emailDomains: ["corp.example"],
      },
    });
    while (!smtp.mails.some((mail) => mail.text.includes("reset-password#token="))) await smtp.next();
    for (const mail of smtp.mails) {
      const sent = /#token=(\S+)/.exec(mail.text)?.[1];
      if (sent !== undefined) keep(sent);
    }
    smtp.refuse = "550 no";
    await api.call(`${path}/invitations`, { token, body: { email: "refused@example.com" } });
    await api.store.db.schema.alterTable("invitations").renameTo("hidden").execute();
    const broken = await api.call("/invitations/accept", {
      body: { token: keep(`llm_gw_inv_${"q".repeat(43)}`), name: "N", password },
    });
    expect(broken.status).toBe(500);
    await api.store.db.schema
      .alterTable("hidden" as "invitations")
      .renameTo("invitations")
      .execute();

    expect(secrets.size).toBeGreaterThanOrEqual(11);
    const events = await api.store.db.selectFrom("audit_events").selectAll().execute();
    expect(events.length).toBeGreaterThan(8);
    expect(logged.length).toBeGreaterThan(5);
    const written = JSON.stringify([logged, events]);
    for (const secret of secrets) expect(written, secret).not.toContain(secret);
    expect(written).not.toContain(OWNER_PASSWORD);
    expect(written).not.toContain("$argon2");
  });
});

/** Errors hide what they hold from JSON; a logger would print it. */
function causes(fields: object): string {
  return Object.values(fields)
    .map((value: unknown) => (value instanceof Error ? `${value.stack} ${String(value.cause)}` : ""))
    .join();
}
