import { describe, expect, it } from "vitest";
import { OWNER_PASSWORD } from "../testing/harness.ts";
import { cookieOf, type Me, useSso } from "./testing/sso-harness.ts";

describe("single sign-on refuses", () => {
  const sso = useSso();

  const refusals: readonly [string, () => void, number][] = [
    ["another key's signature", () => sso.provider.behave({ signing: "another key" }), 401],
    ["no signature", () => sso.provider.behave({ signing: "nothing" }), 401],
    ["another nonce", () => sso.provider.behave({ claims: { nonce: "another" } }), 401],
    ["no nonce", () => sso.provider.behave({ claims: { nonce: undefined } }), 401],
    ["another audience", () => sso.provider.behave({ claims: { aud: "another" } }), 401],
    ["another issuer", () => sso.provider.behave({ claims: { iss: "https://evil.example" } }), 401],
    ["an expired token", () => sso.provider.behave({ claims: { iat: 1, exp: 2 } }), 401],
    ["no email", () => sso.provider.behave({ claims: { email: undefined } }), 401],
    ["an email that is none", () => sso.provider.behave({ claims: { email: "x" } }), 401],
    ["an unverified email", () => sso.provider.behave({ claims: { email_verified: false } }), 401],
    ["another domain", () => sso.provider.behave({ claims: { sub: "d", email: "ada@other.example" } }), 403],
    [
      "a domain that only ends alike",
      () => sso.provider.behave({ claims: { sub: "e", email: "a@evilcorp.example" } }),
      403,
    ],
    ["a subdomain", () => sso.provider.behave({ claims: { sub: "f", email: "a@x.corp.example" } }), 403],
    ["an empty subject", () => sso.provider.behave({ claims: { sub: "" } }), 401],
    ["the user's no", () => sso.provider.behave({ refusal: "access_denied" }), 401],
  ];
  it.each(refusals)("%s", async (_, behave, expected) => {
    behave();
    const answer = await sso.signIn();
    expect(answer.status).toBe(expected);
    expect(cookieOf(answer, "llm_gw_session")).toBeUndefined();
    expect(JSON.stringify(answer.body)).not.toMatch(/access-1|eyJ/);
    const event = await sso.api.store.db
      .selectFrom("audit_events")
      .where("action", "=", "auth.sso.login")
      .orderBy("seq", "desc")
      .select(["outcome", "after"])
      .executeTakeFirst();
    expect(event?.outcome).toBe("failure");
  });

  it("a callback in another browser, with another state, twice, too late, or tampered with", async () => {
    sso.person("careful@corp.example");
    const begun = await sso.start(`organization=${sso.organization}`);
    const page = await fetch(begun.headers.get("location") ?? "", { redirect: "manual" });
    const back = new URL(page.headers.get("location") ?? "");
    const cookie = cookieOf(begun, "llm_gw_sso") ?? "";
    const callback = (search: string, sent: string) =>
      sso.api.call(`/auth/sso/callback${search}`, { headers: { cookie: sent } });
    expect((await callback(back.search, "")).status).toBe(401);
    const other = cookieOf(await sso.start(`organization=${sso.organization}`), "llm_gw_sso") ?? "";
    expect((await callback(back.search, other)).status).toBe(401);
    expect((await callback(back.search, `${cookie.slice(0, -2)}xx`)).status).toBe(401);
    expect((await callback(back.search.replace(/state=[^&]+/, "state=x"), cookie)).status).toBe(401);
    expect((await callback("", cookie)).status).toBe(401);
    expect((await callback(back.search, cookie)).status).toBe(302);
    expect((await callback(back.search, cookie)).status).toBe(401);
    const late = await sso.start(`organization=${sso.organization}`);
    const latePage = await fetch(late.headers.get("location") ?? "", { redirect: "manual" });
    sso.api.clock.nowMs += 10 * 60_000;
    const search = new URL(latePage.headers.get("location") ?? "").search;
    expect((await callback(search, cookieOf(late, "llm_gw_sso") ?? "")).status).toBe(401);
  });

  it("who has an account elsewhere, so that no organization makes anybody its member", async () => {
    const victim = await sso.api.otherTenant();
    const email = "victim@corp.example";
    await sso.api.store.db.updateTable("users").set({ email }).where("id", "=", victim.userId).execute();
    sso.person(email);
    const answer = await sso.signIn();
    expect([answer.status, answer.body.code]).toEqual([403, "permission_denied"]);
    expect((await sso.api.call<Me>("/auth/me", { token: victim.token })).body.memberships.length).toBe(1);
  });

  it("an address that a member gave and never confirmed", async () => {
    const member = await sso.api.member("viewer");
    const body = { email: "boss@corp.example", password: OWNER_PASSWORD };
    expect((await sso.api.call("/auth/me", { method: "PATCH", token: member.token, body })).status).toBe(200);
    sso.person("boss@corp.example");
    expect((await sso.signIn()).status).toBe(403);
    await sso.api.store.db.updateTable("users").set({ email_verified: true }).where("id", "=", member.userId).execute();
    expect((await sso.signIn()).status).toBe(302);
  });

  it("an address that came with another identity before", async () => {
    sso.person("reused@corp.example");
    expect((await sso.signIn()).status).toBe(302);
    sso.person("reused@corp.example");
    expect((await sso.signIn()).status).toBe(403);
  });

  it("a browser is sent to the page where one signs in", async () => {
    sso.provider.behave({ refusal: "access_denied" });
    const answer = await sso.signIn(undefined, { accept: "text/html,application/xhtml+xml" });
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "/dashboard/login?error=sso_failed"]);
  });
});
