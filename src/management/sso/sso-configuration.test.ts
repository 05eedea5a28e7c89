import { describe, expect, it } from "vitest";
import { fail } from "../../errors/gateway-error.ts";
import { useEmbedded } from "../../store/sql/testing/engines.ts";
import { IDENTITY_OF_TESTS, makeHarness, PUBLIC_URL } from "../testing/harness.ts";
import { CALLBACK, useSso } from "./testing/sso-harness.ts";

describe("configuration of single sign-on", () => {
  const sso = useSso();
  const engine = useEmbedded();

  it("shows its configuration without the secret, which is kept sealed", async () => {
    const { body } = await sso.api.call<{ sso: object }>(`/organizations/${sso.organization}/sso`, {
      token: sso.owner,
    });
    expect(body.sso).toEqual({
      organizationId: sso.organization,
      issuer: sso.provider.issuer,
      clientId: "gateway",
      emailDomains: ["corp.example"],
      defaultRole: "developer",
      enforced: false,
      callbackUrl: CALLBACK,
      startUrl: `${PUBLIC_URL}/api/v1/auth/sso/start?organization=${sso.organization}`,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    const kept = JSON.stringify([
      await sso.api.store.db.selectFrom("sso_connections").selectAll().execute(),
      await sso.api.store.db.selectFrom("audit_events").selectAll().execute(),
    ]);
    expect(kept).not.toContain(sso.provider.clientSecret);
  });

  it("a page to sign in on is told that there is some, and nothing more", async () => {
    const { body } = await sso.api.call<{ singleSignOn: boolean }>("/auth/options");
    expect(body.singleSignOn).toBe(true);
    expect(JSON.stringify(body)).not.toMatch(/corp\.example|org_/);
  });

  it("403 below owner, also for admins; 404 for others", async () => {
    const [admin, viewer, tenant] = [
      await sso.api.member("admin"),
      await sso.api.member("viewer"),
      await sso.api.otherTenant(),
    ];
    const path = `/organizations/${sso.organization}/sso`;
    expect((await sso.api.call(path, { token: admin.token })).status).toBe(200);
    expect((await sso.api.call(path, { token: viewer.token })).status).toBe(403);
    expect((await sso.api.call(path, { token: tenant.token })).status).toBe(404);
    for (const [token, expected] of [
      [admin.token, 403],
      [viewer.token, 403],
      [tenant.token, 404],
    ] as const) {
      expect((await sso.put({}, token)).status).toBe(expected);
      expect((await sso.api.call(path, { method: "DELETE", token })).status).toBe(expected);
    }
  });

  it.each([
    [{ issuer: "" }, "issuer"],
    [{ issuer: "http://127.0.0.1:1" }, "issuer"],
    [{ issuer: "https://login.example/.well-known/openid-configuration" }, "issuer"],
    [{ clientId: "" }, "clientId"],
    [{ clientId: "another", clientSecret: undefined }, "clientSecret"],
    [{ emailDomains: [] }, "emailDomains"],
    [{ emailDomains: ["x"] }, "emailDomains[0]"],
    [{ emailDomains: ["*.example.com"] }, "emailDomains[0]"],
    [{ emailDomains: ["a@example.com"] }, "emailDomains[0]"],
    [{ defaultRole: "owner" }, "defaultRole"],
    [{ organizationId: "org_1" }, null],
  ])("400: %j", async (over, param) => {
    const answer = await sso.put(over);
    expect([answer.status, answer.body.code]).toEqual([400, "invalid_parameters"]);
    if (param !== null) expect(answer.body.param).toBe(param);
  });

  it.each([
    ["names another issuer", { metadata: { issuer: "https://evil.example" } }],
    ["is too large", { paddingBytes: 600_000 }],
  ])("400: metadata that %s", async (_, behaviour) => {
    sso.provider.behave(behaviour);
    const answer = await sso.put({ clientId: `fresh-${JSON.stringify(behaviour).length}` });
    expect([answer.status, answer.body.param]).toEqual([400, "issuer"]);
  });

  it("400: an address that must not be called, before it is called", async () => {
    const called: string[] = [];
    const sso = {
      assertPublicUrl: (url: string) =>
        Promise.reject(fail("invalid_parameters", { message: `issuer: ${url} is private`, param: "issuer" })),
      fetch: (url: string) => {
        called.push(url);
        return Promise.reject(new Error("called"));
      },
      allowHttp: false,
    };
    const guarded = await makeHarness(engine, { identity: { ...IDENTITY_OF_TESTS, sso } });
    const { status, body } = await guarded.call(`/organizations/${guarded.first.organizationId}/sso`, {
      method: "PUT",
      token: await guarded.signIn(),
      body: { issuer: "https://10.0.0.1", clientId: "x", clientSecret: "x", emailDomains: ["corp.example"] },
    });
    expect([status, body.param, called]).toEqual([400, "issuer", []]);
  });
});
