import { afterAll, beforeAll, expect, it } from "vitest";
import { createMailer } from "../../mail/mailer.ts";
import { startSmtpServer } from "../../mail/testing/smtp-server.ts";
import type { Role } from "../../store/sql/schema.ts";
import { describeOnEngines, silent } from "../../store/sql/testing/engines.ts";
import { type Call, type Harness, IDENTITY_OF_TESTS, makeHarness, OWNER_PASSWORD } from "../testing/harness.ts";
import type { InvitationView } from "./schema.ts";

interface Invited {
  readonly invitation: InvitationView;
  readonly emailSent: boolean;
  readonly accept: { readonly token: string; readonly url: string } | null;
  readonly code: string;
}
interface Accepted {
  readonly code: string;
  readonly user: { readonly email: string };
  readonly membership: { readonly organizationId: string; readonly role: Role };
  readonly session: { readonly token: string } | null;
}

describeOnEngines("invitations", (engine) => {
  let api: Harness;
  let owner: string;
  let path: string;
  let count = 0;
  beforeAll(async () => {
    api = await makeHarness(engine);
    owner = await api.signIn();
    path = `/organizations/${api.first.organizationId}/invitations`;
  });

  const next = (): number => {
    count += 1;
    return count;
  };
  const someone = (): string => `invited${next()}@example.com`;
  const invite = (token: string, body: object) => api.call<Invited>(path, { token, body });
  const tokenFor = async (email: string, role: Role = "developer"): Promise<string> =>
    (await invite(owner, { email, role })).body.accept?.token ?? "";
  const accept = (body: object, call: Partial<Call> = {}) =>
    api.call<Accepted>("/invitations/accept", { body, clientIp: `198.51.100.${next() % 250}`, ...call });
  const asNew = (token: string, call: Partial<Call> = {}) =>
    accept({ token, name: "New", password: "long enough" }, call);

  it("201: without a mail server the link is shown once to who invites", async () => {
    const email = someone();
    const { status, body } = await invite(owner, { email: ` ${email.toUpperCase()} ` });
    expect(status).toBe(201);
    expect(body).toMatchObject({ emailSent: false, invitation: { email, role: "developer", status: "pending" } });
    expect(body.accept?.url).toBe(`http://localhost:4001/dashboard/accept-invitation#token=${body.accept?.token}`);
    const listed = await api.call(path, { token: owner });
    expect(JSON.stringify(listed.body)).not.toContain(body.accept?.token);
    const kept = await api.store.db.selectFrom("invitations").selectAll().execute();
    expect(JSON.stringify(kept)).not.toContain(body.accept?.token);
  });

  it("201: with one it is mailed, and shown to nobody", async () => {
    const smtp = await startSmtpServer();
    const mailer = createMailer({ smtpUrl: smtp.url, from: "gateway@example.com", log: silent });
    afterAll(() => smtp.close());
    const mailing = await makeHarness(engine, { identity: { ...IDENTITY_OF_TESTS, mailer } });
    const send = async (email: string) =>
      await mailing.call<Invited>(`/organizations/${mailing.first.organizationId}/invitations`, {
        token: await mailing.signIn(),
        body: { email },
      });
    const { body } = await send("mailed@example.com");
    expect([body.emailSent, body.accept]).toEqual([true, null]);
    const mail = await smtp.next();
    expect(mail.to).toEqual(["mailed@example.com"]);
    const token = /accept-invitation#token=(\S+)/.exec(mail.text)?.[1];
    const joined = await mailing.call<Accepted>("/invitations/accept", {
      body: { token, name: "New", password: "long enough" },
    });
    expect(joined.status).toBe(200);
    smtp.refuse = "550 no";
    const failed = await send("refused@example.com");
    expect([failed.status, failed.body.emailSent, typeof failed.body.accept?.token]).toEqual([201, false, "string"]);
  });

  it("200: a new account joins with the invited role, signed in", async () => {
    const email = someone();
    const { status, body, headers } = await asNew(await tokenFor(email, "viewer"));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      user: { email, name: "New" },
      membership: { organizationId: api.first.organizationId, organizationName: "Default", role: "viewer" },
    });
    expect(headers.get("set-cookie")).toContain(body.session?.token);
    expect((await api.call(path, { token: body.session?.token ?? "" })).status).toBe(403);
  });

  it("200: who has an account and is signed in joins with it", async () => {
    const { token: session, email, userId } = await api.otherTenant();
    const { status, body } = await accept({ token: await tokenFor(email) }, { token: session });
    expect([status, body.session]).toEqual([200, null]);
    const { body: me } = await api.call<{ memberships: object[] }>("/auth/me", { token: session });
    expect(me.memberships.length).toBe(2);
    expect(userId).toMatch(/^user_/);
  });

  it("409: an account exists and nobody is signed in; the invitation stays good", async () => {
    const { token: session, email } = await api.otherTenant();
    const token = await tokenFor(email);
    const taken = await asNew(token);
    expect([taken.status, taken.body.code]).toEqual([409, "conflict"]);
    expect((await api.call("/auth/login", { body: { email, password: "long enough" } })).status).toBe(401);
    expect((await accept({ token }, { token: session })).status).toBe(200);
  });

  it("403: somebody else's invitation; it stays good for who it is for", async () => {
    const email = someone();
    const token = await tokenFor(email, "admin");
    const thief = await api.otherTenant();
    const stolen = await accept({ token }, { token: thief.token });
    expect([stolen.status, stolen.body.code]).toEqual([403, "permission_denied"]);
    expect((await asNew(token)).status).toBe(200);
  });

  it("404: used, revoked, replaced, expired, of a deleted organization, and any other text", async () => {
    const used = await tokenFor(someone());
    const answers = await Promise.all([asNew(used), asNew(used)]);
    expect(answers.map((each) => each.status).sort()).toEqual([200, 404]);

    const { body } = await invite(owner, { email: someone() });
    const revoke = () => api.call(`${path}/${body.invitation.id}`, { method: "DELETE", token: owner });
    expect((await revoke()).body).toEqual({ success: true });
    expect((await revoke()).status).toBe(404);
    expect((await asNew(body.accept?.token ?? "")).status).toBe(404);

    const email = someone();
    const [first, second] = [await tokenFor(email), await tokenFor(email)];
    expect((await asNew(first)).status).toBe(404);
    expect((await asNew(second)).status).toBe(200);

    for (const token of ["x", "llm_gw_inv_", "' or 1=1 --", owner]) expect((await asNew(token)).status).toBe(404);
    const late = await tokenFor(someone());
    api.clock.nowMs += 7 * 86_400_000;
    owner = await api.signIn();
    expect((await asNew(late)).status).toBe(404);
  });

  it("one pending invitation an email, also when two are made at once", async () => {
    const email = someone();
    const answers = await Promise.all([invite(owner, { email }), invite(owner, { email }), invite(owner, { email })]);
    expect(answers.map((each) => each.status)).toEqual([201, 201, 201]);
    const { body } = await api.call<{ invitations: InvitationView[] }>(`${path}?status=pending`, { token: owner });
    expect(body.invitations.filter((each) => each.email === email).length).toBe(1);
  });

  it("lists by status, page by page", async () => {
    const tenant = await api.otherTenant();
    const own = `/organizations/${tenant.organizationId}/invitations`;
    for (let n = 0; n < 3; n += 1) await api.call(own, { token: tenant.token, body: { email: `p${n}@example.com` } });
    const page = await api.call<{ invitations: InvitationView[]; nextCursor: string }>(`${own}?limit=2`, {
      token: tenant.token,
    });
    expect(page.body.invitations.length).toBe(2);
    const rest = await api.call<{ invitations: InvitationView[]; nextCursor: null }>(
      `${own}?limit=2&cursor=${page.body.nextCursor}`,
      { token: tenant.token },
    );
    expect([rest.body.invitations.length, rest.body.nextCursor]).toEqual([1, null]);
    api.clock.nowMs += 8 * 86_400_000;
    const token = await api.signIn(tenant.email);
    owner = await api.signIn();
    const expired = await api.call<{ invitations: InvitationView[] }>(`${own}?status=expired`, { token });
    expect(expired.body.invitations.map((each) => each.status)).toEqual(["expired", "expired", "expired"]);
  });

  it.each([
    ["owner", "owner", 201],
    ["admin", "admin", 201],
    ["admin", "owner", 403],
    ["developer", "viewer", 403],
    ["viewer", "viewer", 403],
  ] as const)("a member who is %s invites somebody as %s: %i", async (by, role, expected) => {
    const { token } = await api.member(by);
    expect((await invite(token, { email: someone(), role })).status).toBe(expected);
  });

  it("an admin does not revoke an owner's invitation", async () => {
    const { body } = await invite(owner, { email: someone(), role: "owner" });
    const { token } = await api.member("admin");
    expect((await api.call(`${path}/${body.invitation.id}`, { method: "DELETE", token })).status).toBe(403);
  });

  it("404: another organization's invitations", async () => {
    const { token, organizationId } = await api.otherTenant();
    const { body } = await invite(owner, { email: someone() });
    const id = body.invitation.id;
    expect((await api.call(path, { token })).status).toBe(404);
    expect((await invite(token, { email: someone() })).status).toBe(404);
    expect((await api.call(`${path}/${id}`, { method: "DELETE", token })).status).toBe(404);
    const crossed = `/organizations/${organizationId}/invitations/${id}`;
    expect((await api.call(crossed, { method: "DELETE", token })).status).toBe(404);
  });

  it("429: mails to one address, from whichever organization", async () => {
    const email = someone();
    const tenant = await api.otherTenant();
    const statuses: number[] = [];
    for (let n = 0; n < 3; n += 1) {
      statuses.push((await invite(owner, { email })).status);
      const own = `/organizations/${tenant.organizationId}/invitations`;
      statuses.push((await api.call(own, { token: tenant.token, body: { email } })).status);
    }
    expect(statuses).toEqual([201, 201, 201, 201, 201, 429]);
  });

  it("409: who is a member already", async () => {
    const { email } = await api.member("viewer");
    expect((await invite(owner, { email })).status).toBe(409);
  });

  it.each([{ email: "x" }, {}, { email: "a@b.co", role: "root" }, { email: "a@b.co", organizationId: "org_1" }])(
    "400: %j",
    async (body) => {
      expect((await invite(owner, body)).status).toBe(400);
    },
  );

  it.each([{ token: "x" }, { token: "x", name: "N" }, { token: "x", password: OWNER_PASSWORD }])(
    "400: accepting without an account by %j",
    async (body) => {
      const answer = await accept(body);
      expect([answer.status, answer.body.code]).toEqual([400, "invalid_parameters"]);
    },
  );

  it("401: accepting with a session that has ended, which a browser's old cookie does not mean", async () => {
    const token = await tokenFor(someone());
    expect((await asNew(token, { token: "llm_gw_ses_gone" })).status).toBe(401);
    const headers = { cookie: "llm_gw_session=llm_gw_ses_gone", "sec-fetch-site": "same-origin" };
    expect((await asNew(token, { headers })).status).toBe(200);
  });
});
