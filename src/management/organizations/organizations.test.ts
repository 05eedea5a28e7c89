import { beforeAll, describe, expect, it } from "vitest";
import { createId } from "../../ids.ts";
import { useEmbedded } from "../../store/sql/testing/engines.ts";
import { type Harness, IDENTITY_OF_TESTS, makeHarness } from "../testing/harness.ts";
import type { OrganizationView } from "./schema.ts";

interface One {
  readonly organization: OrganizationView;
  readonly code: string;
}
interface Many {
  readonly organizations: readonly OrganizationView[];
}

describe("organizations", () => {
  const engine = useEmbedded();
  let api: Harness;
  beforeAll(async () => {
    api = await makeHarness(engine);
  });

  const create = (token: string, body: object) => api.call<One>("/organizations", { token, body });
  const list = async (token: string) => (await api.call<Many>("/organizations", { token })).body.organizations;

  it("201: who creates one owns it; it is listed for its members and nobody else", async () => {
    const { token } = await api.member("viewer");
    api.clock.nowMs += 1_000;
    const { status, body } = await create(token, { name: " Acme " });
    expect(status).toBe(201);
    expect(body.organization).toEqual({
      id: expect.stringMatching(/^org_[0-9A-Za-z]{24}$/),
      name: "Acme",
      plan: "free",
      planRateLimits: { rpm: 20, tpm: 40_000, rpd: 1_000 },
      role: "owner",
      operates: false,
      settings: { singleSignOn: "off", storesContent: false, restrictsIps: false },
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    expect((await list(token)).map((each) => [each.name, each.role, each.operates])).toEqual([
      ["Default", "viewer", true],
      ["Acme", "owner", false],
    ]);
    const stranger = await api.otherTenant();
    expect((await list(stranger.token)).map((each) => each.id)).toEqual([stranger.organizationId]);
    expect((await api.call(`/organizations/${body.organization.id}`, { token: stranger.token })).status).toBe(404);
  });

  it("shows what the settings say in short", async () => {
    const { token, organizationId } = await api.otherTenant();
    const patch = { retention: { store_content: true }, ipAllowlist: ["192.0.2.0/24"] };
    const path = `/organizations/${organizationId}/settings`;
    expect((await api.call(path, { method: "PATCH", token, body: patch })).status).toBe(200);
    const { body } = await api.call<One>(`/organizations/${organizationId}`, { token });
    expect(body.organization.settings).toEqual({ singleSignOn: "off", storesContent: true, restrictsIps: true });
    expect(
      (await api.call(path, { method: "PATCH", token, body: { ipAllowlist: null, retention: null } })).status,
    ).toBe(200);
    const again = await api.call<One>(`/organizations/${organizationId}`, { token });
    expect(again.body.organization.settings).toMatchObject({ storesContent: false, restrictsIps: false });
  });

  it("200: an empty list for who belongs nowhere", async () => {
    const { token, organizationId } = await api.member("viewer");
    const left = await api.call(`/organizations/${organizationId}/leave`, { method: "POST", token });
    expect(left.status).toBe(200);
    expect(await list(token)).toEqual([]);
    expect((await create(token, { name: "Own" })).status).toBe(201);
  });

  it("403: a user owns twenty at most, also when they are made at once", async () => {
    const { token } = await api.otherTenant();
    const answers = await Promise.all(Array.from({ length: 22 }, (_, n) => create(token, { name: `No ${n}` })));
    const statuses = answers.map((each) => each.status);
    expect(statuses.filter((status) => status === 201).length).toBe(19);
    expect(statuses.filter((status) => status === 403).length).toBe(3);
  });

  it("403: only operators create where the setting says so", async () => {
    const strict = await makeHarness(engine, {
      identity: { ...IDENTITY_OF_TESTS, organizationCreation: "operator" },
    });
    const tryAs = async (token: string) =>
      (await strict.call("/organizations", { token, body: { name: "Acme" } })).status;
    expect(await tryAs(await strict.signIn())).toBe(201);
    for (const role of ["admin", "viewer"] as const) expect(await tryAs((await strict.member(role)).token)).toBe(403);
    expect(await tryAs((await strict.otherTenant("owner")).token)).toBe(403);
  });

  it.each([{}, { name: "" }, { name: "  " }, { name: "x".repeat(256) }, { name: 5 }, { name: "a\0b" }])(
    "400: %j",
    async (body) => {
      const answer = await create(await api.signIn(), body);
      expect([answer.status, answer.body.code]).toEqual([400, "invalid_parameters"]);
    },
  );

  it.each(["plan", "id", "status", "role", "createdAt"])("400: mass assignment of %s", async (name) => {
    const token = await api.signIn();
    const body = { name: "Acme", [name]: "enterprise" };
    const made = await create(token, body);
    const changed = await api.call(`/organizations/${api.first.organizationId}`, { method: "PATCH", token, body });
    for (const answer of [made, changed]) {
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.body)).toContain(name);
    }
  });

  it("PATCH: 200 for owners and admins, 403 below, 404 for others", async () => {
    const path = `/organizations/${api.first.organizationId}`;
    const rename = async (token: string, name = "Renamed") =>
      await api.call<One>(path, { method: "PATCH", token, body: { name } });
    const [admin, developer] = [await api.member("admin"), await api.member("developer")];
    const { status, body } = await rename(admin.token);
    expect([status, body.organization.name]).toEqual([200, "Renamed"]);
    expect((await rename(developer.token)).status).toBe(403);
    expect((await rename((await api.otherTenant()).token)).status).toBe(404);
    expect((await api.call(path, { method: "PATCH", token: admin.token, body: {} })).status).toBe(200);
    const events = await api.store.db
      .selectFrom("audit_events")
      .where("action", "=", "organization.update")
      .select(["before", "after"])
      .execute();
    expect(events).toEqual([{ before: '{"name":"Default"}', after: '{"name":"Renamed"}' }]);
  });

  it("DELETE: ends everything at once and is seen by nobody", async () => {
    const { token, organizationId, userId } = await api.otherTenant();
    const { db } = api.store;
    const project = await api.call<{ project: { id: string } }>("/projects", { token, body: { name: "P" } });
    const projectId = project.body.project.id;
    const key = await api.call("/api-keys", { token, body: { projectId, description: "K" } });
    expect(key.status).toBe(201);
    const { body: minted } = await api.call<{ secret: string }>(`/organizations/${organizationId}/tokens`, {
      token,
      body: { name: "T", role: "admin" },
    });
    const { body: invited } = await api.call<{ accept: { token: string } }>(
      `/organizations/${organizationId}/invitations`,
      { token, body: { email: "late@example.com" } },
    );
    const now = new Date(api.clock.now());
    await db
      .insertInto("provider_keys")
      .values({
        id: createId("pk"),
        organization_id: organizationId,
        project_id: null,
        provider: "mock",
        custom_name: null,
        wire: null,
        name: "k",
        fields: "{}",
        secrets: "sealed",
        hints: "{}",
        base_url: null,
        priority: 1,
        weight: 1,
        status: "active",
        created_by: userId,
        created_at: now,
        updated_at: now,
      })
      .execute();

    const path = `/organizations/${organizationId}`;
    expect((await api.call(path, { method: "DELETE", token })).body).toEqual({ success: true });
    expect((await api.call(path, { token })).status).toBe(403);
    expect((await api.call(path, { method: "DELETE", token })).status).toBe(403);
    expect((await api.call("/auth/me", { token })).body).toMatchObject({ memberships: [], organizations: [] });
    expect((await api.call("/projects", { token: minted.secret })).status).toBe(401);
    const accept = { token: invited.accept.token, name: "Late", password: "long enough" };
    expect((await api.call("/invitations/accept", { body: accept })).status).toBe(404);
    const keys = await db
      .selectFrom("api_keys")
      .where("organization_id", "=", organizationId)
      .select("status")
      .execute();
    expect(keys).toEqual([{ status: "deleted" }]);
    const projects = await db.selectFrom("projects").where("id", "=", projectId).select("status").execute();
    expect(projects).toEqual([{ status: "deleted" }]);
    const left = await db
      .selectFrom("provider_keys")
      .where("organization_id", "=", organizationId)
      .select("id")
      .execute();
    expect(left).toEqual([]);
  });

  it("DELETE: 403 below owner, 404 for others, 409 for the gateway's first", async () => {
    const path = `/organizations/${api.first.organizationId}`;
    const remove = async (token: string) => (await api.call(path, { method: "DELETE", token })).status;
    expect(await remove((await api.member("admin")).token)).toBe(403);
    expect(await remove((await api.otherTenant()).token)).toBe(404);
    expect(await remove(await api.signIn())).toBe(409);
  });
});
