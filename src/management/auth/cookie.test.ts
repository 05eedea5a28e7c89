import { beforeAll, describe, expect, it } from "vitest";
import { useEmbedded } from "../../store/sql/testing/engines.ts";
import { type Harness, IDENTITY_OF_TESTS, makeHarness, OWNER_PASSWORD, PUBLIC_URL } from "../testing/harness.ts";

const SAME_ORIGIN = { "sec-fetch-site": "same-origin" };

describe("session cookies", () => {
  const engine = useEmbedded();
  let api: Harness;
  beforeAll(async () => {
    api = await makeHarness(engine);
  });

  const signIn = async (headers: Record<string, string> = {}) => {
    const body = { email: api.first.email, password: OWNER_PASSWORD };
    const answer = await api.call("/auth/login", { body, headers });
    const [cookie = ""] = (answer.headers.get("set-cookie") ?? "").split(";");
    return { cookie, token: answer.body.token, whole: answer.headers.get("set-cookie") ?? "" };
  };

  it("signs a browser in, out of reach of scripts and other sites", async () => {
    const { cookie, token, whole } = await signIn();
    expect(whole).toBe(`llm_gw_session=${token}; Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax`);
    expect((await api.call("/auth/me", { headers: { cookie } })).status).toBe(200);
    expect((await api.call("/auth/me", { headers: { cookie: `a=b; ${cookie}; c=d` } })).status).toBe(200);
  });

  it("over https the cookie is Secure and only this host can have set it", async () => {
    const identity = { ...IDENTITY_OF_TESTS, publicUrl: "https://gateway.example.com" };
    const secure = await makeHarness(engine, { identity });
    const body = { email: secure.first.email, password: OWNER_PASSWORD };
    const { headers, body: session } = await secure.call("/auth/login", { body });
    expect(headers.get("set-cookie")).toMatch(/^__Host-llm_gw_session=\S+; .*Path=\/; HttpOnly; SameSite=Lax; Secure$/);
    const me = (cookie: string) => secure.call("/auth/me", { headers: { cookie } });
    expect((await me(`__Host-llm_gw_session=${session.token}`)).status).toBe(200);
    expect((await me(`llm_gw_session=${session.token}`)).status).toBe(401);
  });

  it("signing out ends the session and clears the cookie", async () => {
    const { cookie } = await signIn();
    const { status, headers } = await api.call("/auth/logout", { method: "POST", headers: { cookie, ...SAME_ORIGIN } });
    expect([status, headers.get("set-cookie")]).toEqual([
      200,
      "llm_gw_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax",
    ]);
    expect((await api.call("/auth/me", { headers: { cookie } })).status).toBe(401);
  });

  const sources: readonly [string, Record<string, string>, number][] = [
    ["this origin", SAME_ORIGIN, 200],
    ["another site", { "sec-fetch-site": "cross-site" }, 403],
    ["another host of this domain", { "sec-fetch-site": "same-site" }, 403],
    ["nowhere, says the browser", { "sec-fetch-site": "none" }, 403],
    ["this origin, by an old browser", { origin: PUBLIC_URL }, 200],
    ["the host that was called, by an old browser", { origin: "http://10.0.0.5:4001", host: "10.0.0.5:4001" }, 200],
    ["another origin, by an old browser", { origin: "https://evil.example" }, 403],
    ["another port", { origin: "http://localhost:9999" }, 403],
    ["a sandboxed frame", { origin: "null" }, 403],
    ["rubbish", { origin: "x" }, 403],
    ["no browser at all", {}, 403],
    ["another site that adds its own origin", { "sec-fetch-site": "cross-site", origin: PUBLIC_URL }, 403],
  ];
  it.each(sources)("a change with a cookie from %s", async (_, headers, expected) => {
    const { cookie } = await signIn();
    const rename = await api.call("/auth/me", {
      method: "PATCH",
      body: { name: "Owner" },
      headers: { cookie, ...headers },
    });
    expect(rename.status).toBe(expected);
    const gone = await api.call("/auth/sessions", { method: "DELETE", headers: { cookie, ...headers } });
    expect(gone.status).toBe(expected);
    const leave = `/organizations/${api.first.organizationId}/leave`;
    const left = await api.call(leave, { method: "POST", headers: { cookie, ...headers } });
    expect(left.status).toBe(expected === 200 ? 409 : 403);
  });

  it("reading with a cookie, and a change with a bearer token, need no origin", async () => {
    const { cookie, token } = await signIn();
    const read = await api.call("/auth/me", { headers: { cookie, "sec-fetch-site": "cross-site" } });
    expect(read.status).toBe(200);
    const headers = { "sec-fetch-site": "cross-site", origin: "https://evil.example" };
    expect((await api.call("/auth/me", { method: "PATCH", body: { name: "Owner" }, token, headers })).status).toBe(200);
  });

  it("a bad bearer token is not replaced by a good cookie", async () => {
    const { cookie } = await signIn();
    expect((await api.call("/auth/me", { headers: { cookie, authorization: "Bearer x" } })).status).toBe(401);
  });

  it("session fixation: a token from outside never becomes a session, and the old one ends", async () => {
    const planted = `llm_gw_ses_${"a".repeat(43)}`;
    const first = await signIn({ cookie: `llm_gw_session=${planted}` });
    expect(first.token).not.toBe(planted);
    expect((await api.call("/auth/me", { token: planted })).status).toBe(401);
    const second = await signIn({ cookie: first.cookie });
    expect(second.token).not.toBe(first.token);
    expect((await api.call("/auth/me", { token: first.token })).status).toBe(401);
    expect((await api.call("/auth/me", { token: second.token })).status).toBe(200);
  });

  it("a failed sign-in leaves the session that was there", async () => {
    const { cookie, token } = await signIn();
    const body = { email: api.first.email, password: "wrong" };
    expect((await api.call("/auth/login", { body, headers: { cookie } })).status).toBe(401);
    expect((await api.call("/auth/me", { token })).status).toBe(200);
    await signIn();
  });
});
