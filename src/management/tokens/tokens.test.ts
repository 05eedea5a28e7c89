import { beforeAll, describe, expect, it } from "vitest";
import type { Role } from "../../store/sql/schema.ts";
import { useEmbedded } from "../../store/sql/testing/engines.ts";
import { GRANTED_SCOPES, hasScope, type Scope } from "../auth/scopes.ts";
import { type Harness, makeHarness, PUBLIC_URL } from "../testing/harness.ts";
import type { TokenView } from "./schema.ts";

interface Minted {
  readonly token: TokenView;
  readonly secret: string;
  readonly code: string;
}

describe("organization tokens", () => {
  const engine = useEmbedded();
  let api: Harness;
  let owner: string;
  let organization: string;
  beforeAll(async () => {
    api = await makeHarness(engine);
    owner = await api.signIn();
    organization = `/organizations/${api.first.organizationId}`;
  });

  const mint = (body: object, token = owner) => api.call<Minted>(`${organization}/tokens`, { token, body });
  const secretOf = async (role: Role, scopes?: readonly string[]): Promise<string> =>
    (await mint({ name: "T", role, ...(scopes === undefined ? {} : { scopes }) })).body.secret;
  const events = async (action: string) =>
    await api.store.db.selectFrom("audit_events").where("action", "=", action).selectAll().orderBy("seq").execute();

  it("201: shown once, kept as a hash, listed by its last four characters", async () => {
    const expiresAt = new Date(api.clock.now() + 86_400_000).toISOString();
    const { status, body } = await mint({ name: "Deploy", role: "admin", scopes: ["projects:write"], expiresAt });
    expect(status).toBe(201);
    expect(body.secret).toMatch(/^llm_gw_org_[0-9A-Za-z]{43}$/);
    expect(body.token).toMatchObject({
      id: expect.stringMatching(/^otok_/),
      name: "Deploy",
      role: "admin",
      scopes: ["projects:write"],
      last4: body.secret.slice(-4),
      status: "active",
      expiresAt,
      lastUsedAt: null,
    });
    const list = await api.call<{ tokens: TokenView[] }>(`${organization}/tokens`, { token: owner });
    expect(list.body.tokens).toEqual([body.token]);
    const rows = await api.store.db.selectFrom("organization_tokens").selectAll().execute();
    expect(JSON.stringify([rows, await events("token.create")])).not.toContain(body.secret);
    const [row] = rows;
    expect((await api.call("/projects", { token: row?.hash ?? "" })).status).toBe(401);
  });

  it("acts in its organization with its role and scopes, and is named in the audit log", async () => {
    const secret = await secretOf("admin", ["projects:write"]);
    const made = await api.call<{ project: { organizationId: string } }>("/projects", {
      token: secret,
      body: { name: "By a token" },
    });
    expect([made.status, made.body.project.organizationId]).toEqual([201, api.first.organizationId]);
    expect((await api.call("/projects", { token: secret })).status).toBe(200);
    expect((await api.call("/api-keys", { token: secret })).status).toBe(403);
    const [event] = await events("project.create");
    expect(event).toMatchObject({ actor_kind: "token", actor_label: "T" });
    const list = await api.call<{ tokens: TokenView[] }>(`${organization}/tokens`, { token: owner });
    expect(list.body.tokens.some((each) => each.lastUsedAt !== null)).toBe(true);
    const viewer = await secretOf("viewer", ["projects:write"]);
    expect((await api.call("/projects", { token: viewer, body: { name: "No" } })).status).toBe(403);
  });

  it("404: another organization's objects, also with an owner's token", async () => {
    const secret = await secretOf("owner");
    const { organizationId } = await api.otherTenant();
    expect((await api.call(`/organizations/${organizationId}`, { token: secret })).status).toBe(404);
    expect((await api.call(`/organizations/${organizationId}/members`, { token: secret })).status).toBe(404);
    expect((await api.call(`/projects?organizationId=${organizationId}`, { token: secret })).status).toBe(404);
  });

  it("403: what only users do, whatever the token's role and scopes", async () => {
    const secret = await secretOf("owner");
    const tries: readonly [string, string, object?][] = [
      ["GET", "/auth/me"],
      ["GET", "/auth/sessions"],
      ["POST", "/auth/logout"],
      ["POST", "/organizations", { name: "X" }],
      ["DELETE", organization],
      ["POST", `${organization}/leave`],
      ["GET", `${organization}/tokens`],
      ["POST", `${organization}/tokens`, { name: "X", role: "viewer" }],
      ["PUT", `${organization}/sso`, {}],
      ["DELETE", `${organization}/sso`],
    ];
    for (const [method, path, body] of tries) {
      const { status, body: answer } = await api.call(path, { method, token: secret, ...(body && { body }) });
      expect([path, method, status, answer.code]).toEqual([path, method, 403, "permission_denied"]);
    }
  });

  it("members: as an admin at most, even an owner's token", async () => {
    const secret = await secretOf("owner", ["members:write"]);
    const [viewer, other] = [await api.member("viewer"), await api.member("owner")];
    const patch = (userId: string, role: Role) =>
      api.call(`${organization}/members/${userId}`, { method: "PATCH", token: secret, body: { role } });
    expect((await patch(viewer.userId, "developer")).status).toBe(200);
    expect((await patch(viewer.userId, "owner")).status).toBe(403);
    expect((await patch(other.userId, "viewer")).status).toBe(403);
    const invite = async (role: Role) =>
      (await api.call(`${organization}/invitations`, { token: secret, body: { email: `${role}@example.com`, role } }))
        .status;
    expect(await invite("admin")).toBe(201);
    expect(await invite("owner")).toBe(403);
    const reader = await secretOf("owner", ["members:read"]);
    expect((await api.call(`${organization}/members`, { token: reader })).status).toBe(200);
    const path = `${organization}/members/${viewer.userId}`;
    expect((await api.call(path, { method: "DELETE", token: reader })).status).toBe(403);
  });

  it("401: expired, revoked and unknown tokens, and one as a cookie; the denied uses are recorded", async () => {
    const soon = new Date(api.clock.now() + 60_000).toISOString();
    const { body: short } = await mint({ name: "Short", role: "viewer", expiresAt: soon });
    const { body: gone } = await mint({ name: "Gone", role: "viewer" });
    const use = async (token: string) => await api.call("/projects", { token });
    expect((await use(short.secret)).status).toBe(200);
    api.clock.nowMs += 60_000;
    const late = await use(short.secret);
    expect([late.status, late.body.message]).toEqual([401, "This token is expired. Create a new one."]);
    const revoke = () => api.call(`${organization}/tokens/${gone.token.id}`, { method: "DELETE", token: owner });
    expect((await use(gone.secret)).status).toBe(200);
    expect((await revoke()).body).toEqual({ success: true });
    expect((await revoke()).status).toBe(404);
    for (let n = 0; n < 15; n += 1) expect((await use(gone.secret)).status).toBe(401);
    expect((await use(`llm_gw_org_${"x".repeat(43)}`)).status).toBe(401);
    const headers = { cookie: `llm_gw_session=${await secretOf("owner")}` };
    expect((await api.call("/projects", { headers })).status).toBe(401);
    const denied = await events("token.use");
    expect(denied.map((each) => [each.actor_label, each.after])).toEqual([
      ["Short", '{"reason":"expired"}'],
      ...Array(10).fill(["Gone", '{"reason":"revoked"}']),
    ]);
  });

  it.each([
    ["owner", "owner", 201],
    ["admin", "admin", 201],
    ["admin", "owner", 403],
    ["developer", "viewer", 403],
    ["viewer", "viewer", 403],
  ] as const)("a member who is %s makes a token that is %s: %i", async (by, role, expected) => {
    const { token } = await api.member(by);
    expect((await mint({ name: "T", role }, token)).status).toBe(expected);
  });

  it("an admin does not revoke an owner's token; 404 for others' tokens", async () => {
    const { body } = await mint({ name: "T", role: "owner" });
    const path = `${organization}/tokens/${body.token.id}`;
    expect((await api.call(path, { method: "DELETE", token: (await api.member("admin")).token })).status).toBe(403);
    const tenant = await api.otherTenant();
    expect((await api.call(path, { method: "DELETE", token: tenant.token })).status).toBe(404);
    const crossed = `/organizations/${tenant.organizationId}/tokens/${body.token.id}`;
    expect((await api.call(crossed, { method: "DELETE", token: tenant.token })).status).toBe(404);
    expect((await api.call(`${organization}/tokens`, { token: tenant.token })).status).toBe(404);
  });

  it.each([
    [{ role: "viewer" }, "name"],
    [{ name: "T" }, "role"],
    [{ name: "T", role: "root" }, "role"],
    [{ name: "T", role: "viewer", scopes: [] }, "scopes"],
    [{ name: "T", role: "viewer", scopes: ["weather:write"] }, "scopes[0]"],
    [{ name: "T", role: "viewer", expiresAt: "2001-01-01" }, "expiresAt"],
    [{ name: "T", role: "viewer", expiresAt: "soon" }, "expiresAt"],
    [{ name: "T", role: "viewer", organizationId: "org_1" }, "body"],
    [{ name: "T", role: "viewer", hash: "x" }, "body"],
  ])("400: %j", async (body, param) => {
    const answer = await api.call(`${organization}/tokens`, { token: owner, body });
    expect(answer.status).toBe(400);
    if (param !== "body") expect(answer.body.param).toBe(param);
  });

  it("403: an organization has a hundred tokens at most", async () => {
    const tenant = await api.otherTenant();
    const path = `/organizations/${tenant.organizationId}/tokens`;
    const make = async () =>
      (await api.call(path, { token: tenant.token, body: { name: "T", role: "viewer" } })).status;
    const statuses: number[] = [];
    for (let n = 0; n < 101; n += 1) statuses.push(await make());
    expect(statuses).toEqual([...Array(100).fill(201), 409]);
  });

  it("a token is not CSRF's business, as no browser adds it", async () => {
    const secret = await secretOf("admin", ["projects:write"]);
    const headers = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
    expect((await api.call("/projects", { token: secret, body: { name: "P2" }, headers })).status).toBe(201);
    expect(PUBLIC_URL).not.toContain("evil");
  });
});

it("scopes: writing includes reading, `*` includes all, nothing includes more", () => {
  const cases: readonly [readonly string[], Scope, boolean][] = [
    [["*"], "members:write", true],
    [["logs:read"], "logs:read", true],
    [["logs:read"], "logs:write", false],
    [["logs:write"], "logs:read", true],
    [["logs:write"], "audit:read", false],
    [[], "logs:read", false],
  ];
  for (const [granted, needed, expected] of cases) {
    expect(hasScope(granted as readonly Scope[], needed), `${granted.join()} ${needed}`).toBe(expected);
  }
  expect(GRANTED_SCOPES.length).toBe(19);
});
