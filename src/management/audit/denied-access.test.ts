import type { Kysely } from "kysely";
import { beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../store/sql/schema.ts";
import { useEmbedded } from "../../store/sql/testing/engines.ts";
import { type Harness, type Member, makeHarness } from "../testing/harness.ts";
import type { AuditLog } from "./chain.ts";

describe("refused access", () => {
  const engine = useEmbedded();
  let api: Harness;
  let db: Kysely<Database>;

  beforeAll(async () => {
    api = await makeHarness(engine);
    ({ db } = api.store);
  });

  const denied = async (organizationId: string, token: string): Promise<readonly AuditLog[]> => {
    const path = `/audit-logs?action=access.denied&limit=200&organizationId=${organizationId}`;
    const { body } = await api.call<{ readonly auditLogs: readonly AuditLog[] }>(path, { token });
    return body.auditLogs;
  };
  /** A viewer of an organization, and somebody who may read its log. */
  const viewed = async (): Promise<{ readonly viewer: Member; readonly owner: Member }> => {
    const viewer = await api.otherTenant("viewer");
    const owner = await api.otherTenant("owner");
    const { organizationId } = viewer;
    await db
      .insertInto("memberships")
      .values({ user_id: owner.userId, organization_id: organizationId, role: "owner", created_at: new Date() })
      .execute();
    return { viewer, owner };
  };

  it("is recorded with who tried what: too low a role, another organization's object", async () => {
    const { viewer, owner } = await viewed();
    const { token } = viewer;
    await api.call("/audit-logs/retention", { method: "PATCH", body: { retentionDays: 7 }, token });
    await api.call("/logs?organizationId=org_other", { token, clientIp: "198.51.100.3" });
    expect(await denied(viewer.organizationId, owner.token)).toMatchObject([
      {
        actor: { kind: "user", id: viewer.userId, label: viewer.email },
        outcome: "denied",
        target: { kind: "route", id: "GET /api/v1/logs" },
        after: { status: 404, reason: "not_found" },
        clientIp: "198.51.100.3",
      },
      { target: { id: "PATCH /api/v1/audit-logs/retention" }, after: { status: 403, reason: "permission_denied" } },
    ]);
  });

  it("names the object that was asked for, and not the secrets of a path", async () => {
    const { viewer, owner } = await viewed();
    await api.call("/provider-keys/pk_nobodys", { token: viewer.token });
    expect(await denied(viewer.organizationId, owner.token)).toMatchObject([
      { target: { id: "GET /api/v1/provider-keys/:id" }, after: { status: 404, params: { id: "pk_nobodys" } } },
    ]);
  });

  it("is recorded when nobody is signed in, without the token that was tried", async () => {
    await api.call("/logs", { clientIp: "198.51.100.4", token: "nonsense" });
    const [latest] = await denied("platform", await api.signIn());
    expect(latest).toMatchObject({ actor: { kind: "anonymous" }, clientIp: "198.51.100.4", after: { status: 401 } });
    expect(JSON.stringify(latest)).not.toContain("nonsense");
  });

  it("is told to the organization that was meant, of several that the caller belongs to", async () => {
    const { viewer, owner } = await viewed();
    const { organizationId, userId, token } = viewer;
    const second = await api.otherTenant("owner");
    await db
      .insertInto("memberships")
      .values({ user_id: userId, organization_id: second.organizationId, role: "viewer", created_at: new Date() })
      .execute();
    const body = { organizationId, name: "Mine" };
    expect((await api.call("/projects", { body, token })).status).toBe(403);
    expect(await denied(organizationId, owner.token)).toMatchObject([{ target: { id: "POST /api/v1/projects" } }]);
    expect(await denied(second.organizationId, second.token)).toEqual([]);
  });

  it("is not recorded for addresses that do not exist, nor for what was allowed or malformed", async () => {
    const { viewer, owner } = await viewed();
    await api.call("/nowhere", { token: viewer.token });
    await api.call("/logs", { token: viewer.token });
    await api.call("/logs?limit=0", { token: viewer.token });
    expect(await denied(viewer.organizationId, owner.token)).toEqual([]);
  });

  it("is a bounded number of events, which say how many were left out", async () => {
    const { viewer, owner } = await viewed();
    const knock = () => api.call("/audit-logs", { token: viewer.token });
    for (let index = 0; index < 40; index += 1) await knock();
    expect(await denied(viewer.organizationId, owner.token)).toHaveLength(10);
    api.clock.nowMs += 61_000;
    await knock();
    const [latest] = await denied(viewer.organizationId, owner.token);
    expect(latest?.after).toMatchObject({ suppressed: 30 });
  });

  it("does not hide the refusal when it cannot be recorded", async () => {
    const { viewer } = await viewed();
    await db.schema.alterTable("audit_chains").renameTo("hidden").execute();
    try {
      expect((await api.call("/audit-logs", { token: viewer.token })).status).toBe(403);
    } finally {
      await db.schema.alterTable("hidden").renameTo("audit_chains").execute();
    }
  });
});
