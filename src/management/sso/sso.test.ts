import { describe, expect, it } from "vitest";
import { CALLBACK, cookieOf, type Me, tokenOf, useSso } from "./testing/sso-harness.ts";

describe("single sign-on", () => {
  const sso = useSso();

  it("sends the browser with PKCE, state and nonce, and a sealed cookie of ten minutes", async () => {
    const { status, headers } = await sso.start(`organization=${sso.organization}`);
    const { searchParams, origin, pathname } = new URL(headers.get("location") ?? "");
    expect([status, origin + pathname]).toEqual([302, `${sso.provider.issuer}/authorize`]);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: "code",
      client_id: "gateway",
      redirect_uri: CALLBACK,
      scope: "openid email profile",
      code_challenge_method: "S256",
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
    const cookie = headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^llm_gw_sso=v1\.\S+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(cookie).not.toContain(searchParams.get("state"));
  });

  it("a first-time user becomes a member with the default role, and is the same user later", async () => {
    const sub = sso.person("Grace@Corp.Example", { name: "Grace" });
    const first = await sso.signIn();
    expect([first.status, first.headers.get("location")]).toEqual([302, "/dashboard"]);
    expect(cookieOf(first, "llm_gw_sso")).toBe("llm_gw_sso=");
    const seen = await sso.me(first);
    expect(seen).toMatchObject({
      user: { email: "grace@corp.example", name: "Grace" },
      memberships: [{ organizationId: sso.organization, role: "developer" }],
    });
    expect(sso.provider.exchanges.at(-1)).toEqual({ verifierMatches: true, clientBy: "basic" });
    sso.provider.behave({ claims: { sub, email: "renamed@corp.example" } });
    expect((await sso.me(await sso.signIn())).user.id).toBe(seen.user.id);
    const events = await sso.api.store.db
      .selectFrom("audit_events")
      .where("action", "=", "auth.sso.login")
      .where("outcome", "=", "success")
      .select("after")
      .orderBy("seq")
      .execute();
    expect(events.slice(-2).map((each) => each.after)).toEqual([
      '{"isNewMember":true,"role":"developer"}',
      '{"isNewMember":false}',
    ]);
  });

  it("a member with a password is the same user by single sign-on", async () => {
    const member = await sso.memberAt("corp.example");
    sso.person(member.email);
    const { user, memberships } = await sso.me(await sso.signIn());
    expect([user.id, memberships[0]?.role]).toEqual([member.userId, "viewer"]);
  });

  it("by email: the user's own sso.organization, else the operator's; 404 for any other", async () => {
    const member = await sso.memberAt("corp.example");
    const begun = await sso.start(`email=${member.email}`);
    expect(new URL(begun.headers.get("location") ?? "").searchParams.get("login_hint")).toBe(member.email);
    expect((await sso.start("email=stranger@corp.example")).status).toBe(302);
    expect((await sso.start("email=stranger@elsewhere.example")).status).toBe(404);
    const tenant = await sso.api.otherTenant();
    expect((await sso.put({ emailDomains: ["victim.example"] }, tenant.token, tenant.organizationId)).status).toBe(200);
    expect((await sso.start("email=anybody@victim.example")).status).toBe(404);
    expect((await sso.start(`organization=${tenant.organizationId}`)).status).toBe(302);
    const unknown = await sso.start("organization=org_unknown");
    expect([unknown.status, unknown.body.code]).toEqual([404, "not_found"]);
  });

  it("goes back to a page of this service and to no other", async () => {
    sso.person("returning@corp.example");
    const answer = await sso.signIn(`organization=${sso.organization}&returnTo=/dashboard/logs%3Fa=b`);
    expect(answer.headers.get("location")).toBe("/dashboard/logs?a=b");
    for (const returnTo of ["https://evil.example", "//evil.example", "/\\evil.example", "/%0d%0aX: y", "dashboard"]) {
      expect(
        (
          await sso.start(
            `organization=${sso.organization}&returnTo=${encodeURIComponent(decodeURIComponent(returnTo))}`,
          )
        ).status,
      ).toBe(400);
    }
    expect((await sso.start("")).status).toBe(400);
    expect((await sso.start(`organization=${sso.organization}&email=a@corp.example`)).status).toBe(400);
  });

  it("a removed member does not come back by themselves", async () => {
    sso.person("leaver@corp.example");
    const session = await sso.signIn();
    const { user } = await sso.me(session);
    const path = `/organizations/${sso.organization}/members/${user.id}`;
    expect((await sso.api.call(path, { method: "DELETE", token: sso.owner })).status).toBe(200);
    expect((await sso.api.call("/auth/me", { token: tokenOf(session) })).status).toBe(401);
    expect((await sso.signIn()).status).toBe(403);
  });

  it("its session reaches its organization alone, and nothing of the user's own", async () => {
    const tenant = await sso.api.otherTenant();
    await sso.put({ emailDomains: ["evil.example"] }, tenant.token, tenant.organizationId);
    const member = await sso.memberAt("evil.example");
    const values = { user_id: member.userId, organization_id: tenant.organizationId, created_at: new Date() };
    await sso.api.store.db
      .insertInto("memberships")
      .values({ ...values, role: "viewer" })
      .execute();
    sso.person(member.email);
    const session = await sso.signIn(`organization=${tenant.organizationId}`);
    const token = tokenOf(session);
    const { body } = await sso.api.call<Me>("/auth/me", { token });
    expect(body.memberships.map((each) => each.organizationId)).toEqual([tenant.organizationId]);
    expect((await sso.api.call(`/organizations/${sso.organization}`, { token })).status).toBe(404);
    const tries: readonly [string, string, object?][] = [
      ["PATCH", "/auth/me", { name: "X" }],
      ["POST", "/auth/password", { currentPassword: "x", newPassword: "long enough" }],
      ["POST", "/auth/totp", { password: "x" }],
      ["GET", "/auth/sessions"],
      ["DELETE", "/auth/sessions"],
      ["POST", "/organizations", { name: "X" }],
      ["POST", "/invitations/accept", { token: "x" }],
    ];
    for (const [method, path, sent] of tries) {
      const { status } = await sso.api.call(path, { method, token, ...(sent && { body: sent }) });
      expect([path, status]).toEqual([path, 403]);
    }
    expect((await sso.api.call("/auth/logout", { method: "POST", token })).status).toBe(200);
  });

  it("enforced: members of its domains come no other way; owners and guests do", async () => {
    const [member, guest, boss] = [
      await sso.memberAt("corp.example"),
      await sso.memberAt("guest.example"),
      await sso.memberAt("corp.example", "owner"),
    ];
    const open = async (token: string) => await sso.api.call(`/organizations/${sso.organization}`, { token });
    expect((await open(member.token)).status).toBe(200);
    expect((await sso.put({ enforced: true, clientSecret: undefined })).status).toBe(200);
    const refused = await open(member.token);
    expect([refused.status, refused.body.code, refused.body.details]).toEqual([
      403,
      "sso_required",
      { organizationId: sso.organization },
    ]);
    expect((await sso.api.call("/projects", { token: member.token })).body.code).toBe("sso_required");
    const { body } = await sso.api.call<Me>("/auth/me", { token: await sso.api.signIn(member.email) });
    expect([body.memberships, body.ssoRequired[0]?.organizationId]).toEqual([[], sso.organization]);
    expect((await open(guest.token)).status).toBe(200);
    expect((await open(boss.token)).status).toBe(200);
    sso.person(member.email);
    expect((await open(tokenOf(await sso.signIn()))).status).toBe(200);

    const free = { email: "free@guest.example", password: "correct horse battery" };
    const moved = await sso.api.call("/auth/me", { method: "PATCH", token: member.token, body: free });
    expect([moved.status, moved.body.code]).toEqual([403, "permission_denied"]);
    expect((await sso.put({ clientSecret: undefined })).status).toBe(200);
    expect((await open(member.token)).status).toBe(200);
  });

  it("asks for the email where the token has none, and sends the secret as the provider wants it", async () => {
    sso.provider.behave({
      claims: { email: undefined, sub: "subject-1" },
      userinfo: { email: "info@corp.example", email_verified: "true" },
      clientAuthentication: ["client_secret_post"],
    });
    const other = `${sso.provider.clientId}`;
    const tenant = await sso.api.otherTenant();
    expect((await sso.put({ clientId: other }, tenant.token, tenant.organizationId)).status).toBe(200);
    sso.api.clock.nowMs += 11 * 60_000;
    const session = await sso.signIn(`organization=${tenant.organizationId}`);
    expect((await sso.me(session)).user.email).toBe("info@corp.example");
    expect(sso.provider.exchanges.at(-1)?.clientBy).toBe("post");
  });

  it("ended or moved to another issuer: its sessions end and its links count no longer", async () => {
    const tenant = await sso.api.otherTenant();
    await sso.put({ emailDomains: ["moving.example"] }, tenant.token, tenant.organizationId);
    sso.person("mover@moving.example");
    const token = tokenOf(await sso.signIn(`organization=${tenant.organizationId}`));
    expect((await sso.api.call("/auth/me", { token })).status).toBe(200);
    const path = `/organizations/${tenant.organizationId}/sso`;
    const remove = () => sso.api.call(path, { method: "DELETE", token: tenant.token });
    expect((await remove()).body).toEqual({ success: true });
    expect((await remove()).status).toBe(404);
    expect((await sso.api.call("/auth/me", { token })).status).toBe(401);
    expect((await sso.api.call(path, { token: tenant.token })).status).toBe(404);
    expect((await sso.start(`organization=${tenant.organizationId}`)).status).toBe(404);
  });
});
