import type { Kysely } from "kysely";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database, Role } from "../../store/sql/schema.ts";
import { useEmbedded } from "../../store/sql/testing/engines.ts";
import { MANAGEMENT_PATH } from "../app.ts";
import { type Call, type Harness, type Member, makeHarness } from "../testing/harness.ts";
import type { Audit, AuditEvent } from "./audit.ts";
import type { AuditLog } from "./chain.ts";
import { hashOf } from "./chain.ts";
import { createAudit } from "./create-audit.ts";

interface Body {
  readonly auditLogs: readonly AuditLog[];
  readonly nextCursor: string | null;
  readonly verification: { readonly valid: boolean; readonly checked: number };
  readonly auditRetention: { readonly retentionDays: number };
  readonly code: string;
  readonly param: string;
}

describe("audit-logs", () => {
  const engine = useEmbedded();
  let api: Harness;
  let db: Kysely<Database>;
  let audit: Audit;
  let owner: Member;
  let organizationId = "";

  const call = (path: string, over: Call = {}) => api.call<Body>(path, { token: owner.token, ...over });
  const raw = (path: string, token = owner.token): Promise<Response> =>
    api.app.fetch(
      new Request(`http://localhost:4001${MANAGEMENT_PATH}${path}`, { headers: { authorization: `Bearer ${token}` } }),
      { clientIp: "203.0.113.1" },
    );
  const record = (over: Partial<AuditEvent> = {}): Promise<void> =>
    audit.record({
      organizationId,
      actor: { kind: "user", id: "user_1", label: "ada@example.com" },
      action: "project.update",
      outcome: "success",
      target: { kind: "project", id: "proj_1", label: "Main" },
      clientIp: "203.0.113.9",
      userAgent: "test/1",
      requestId: "req_1",
      ...over,
    });
  const find = async (query: string): Promise<string[]> => {
    const { status, body } = await call(`/audit-logs?${query}`);
    expect(status, JSON.stringify(body)).toBe(200);
    return body.auditLogs.map((event) => event.action);
  };
  const join = async (role: Role, to: Member): Promise<void> => {
    await db
      .insertInto("memberships")
      .values({ user_id: to.userId, organization_id: organizationId, role, created_at: new Date() })
      .execute();
  };

  beforeAll(async () => {
    api = await makeHarness(engine);
    ({ db } = api.store);
    audit = createAudit({ db, clock: api.clock });
  });
  beforeEach(async () => {
    owner = await api.otherTenant("owner");
    ({ organizationId } = owner);
  });

  it("200: newest first, only of one's own organizations", async () => {
    const other = await api.otherTenant("owner");
    await record({ action: "a.one" });
    await record({ action: "a.two" });
    await record({ organizationId: other.organizationId, action: "b.one" });
    await record({ organizationId: null, action: "c.one" });
    expect(await find("action=a.")).toEqual(["a.two", "a.one"]);
    expect(await find("action=b.")).toEqual([]);
    await join("admin", other);
    const both = await call("/audit-logs?limit=200", { token: other.token });
    const actions = both.body.auditLogs.map((event) => event.action);
    expect(actions).toEqual(expect.arrayContaining(["a.one", "a.two", "b.one"]));
    expect(actions).not.toContain("c.one");
  });

  it("200: an event has everything that was recorded", async () => {
    await record({ before: { name: "A" }, after: { name: "B", apiKey: "sk-123456" } });
    const { body } = await call("/audit-logs?action=project.update");
    expect(body.auditLogs[0]).toMatchObject({
      organizationId,
      actor: { kind: "user", id: "user_1", label: "ada@example.com" },
      action: "project.update",
      outcome: "success",
      target: { kind: "project", id: "proj_1", label: "Main" },
      before: { name: "A" },
      after: { name: "B", apiKey: "[masked]" },
      clientIp: "203.0.113.9",
      userAgent: "test/1",
      requestId: "req_1",
    });
  });

  it.each([
    ["actor=user_2", ["x.a"]],
    ["actor=bob@example.com", ["x.a"]],
    ["action=x.", ["x.c", "x.b", "x.a"]],
    ["action=x.b", ["x.b"]],
    ["action=.b", []],
    ["action=%25", []],
    ["target=key_9", ["x.b"]],
    ["target=api_key", ["x.b"]],
    ["target=Deploy%20key", ["x.b"]],
    ["outcome=denied", ["x.c"]],
    ["text=DEPLOY", ["x.b"]],
    ["text=hello%20WORLD", ["x.c"]],
    ["text=100%25_x%5C", ["x.a"]],
    ["text=198.51.100.7", ["x.c"]],
    ["from=2099-01-01", []],
    ["to=2001-01-01", []],
    ["actor=%27%20or%201%3D1--", []],
  ])("200: finds %s", async (query, expected) => {
    await record({
      action: "x.a",
      actor: { kind: "user", id: "user_2", label: "bob@example.com" },
      after: { rule: "100%_x\\" },
    });
    await record({ action: "x.b", target: { kind: "api_key", id: "key_9", label: "Deploy key" } });
    await record({ action: "x.c", outcome: "denied", before: { note: "Hello world" }, clientIp: "198.51.100.7" });
    expect(await find(query)).toEqual(expected);
  });

  it("200: pages join without gap or repetition, also within one millisecond and while events are added", async () => {
    for (let index = 0; index < 7; index += 1) await record({ action: `page.${index}` });
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const query: string = cursor === "" ? "action=page.&limit=3" : `action=page.&limit=3&cursor=${cursor}`;
      const { body } = await call(`/audit-logs?${query}`);
      seen.push(...body.auditLogs.map((event) => event.action));
      cursor = body.nextCursor;
      await record({ action: "page.late" });
    }
    expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0].map((index) => `page.${index}`));
  });

  it("200: exports JSON whose hashes anybody can compute, and notes the export", async () => {
    for (let index = 0; index < 3; index += 1) await record({ action: `e.${index}`, after: { index } });
    const answer = await raw("/audit-logs/export");
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="audit-log.json"');
    const { auditLogs } = (await answer.json()) as Body;
    expect(auditLogs.map((event) => event.action).slice(-4)).toEqual(["e.0", "e.1", "e.2", "audit.export"]);
    let before = "0".repeat(64);
    for (const event of auditLogs) {
      expect(event.prevHash).toBe(before);
      expect(hashOf(event)).toBe(event.hash);
      before = event.hash;
    }
  });

  it("200: exports more than one batch, and nothing as an empty list", async () => {
    await db.transaction().execute(async (tx) => {
      for (let index = 0; index < 1_203; index += 1) {
        const event = { organizationId, actor: { kind: "system", id: null, label: null } as const, target: null };
        const rest = { outcome: "success" as const, clientIp: null, userAgent: null, requestId: null };
        await audit.record({ ...event, ...rest, action: `many.${index}` }, tx);
      }
    });
    const { auditLogs } = (await (await raw("/audit-logs/export?action=many.")).json()) as Body;
    expect(auditLogs.map((event) => event.action)).toEqual(
      Array.from({ length: 1_203 }, (_, index) => `many.${index}`),
    );
    expect(await (await raw("/audit-logs/export?action=none.")).json()).toEqual({ auditLogs: [] });
    expect((await (await raw("/audit-logs/export?action=none.&format=csv")).text()).split("\r\n")).toHaveLength(2);
  }, 60_000);

  it("200: exports CSV that no spreadsheet runs", async () => {
    await record({
      action: "csv.one",
      actor: { kind: "user", id: "u", label: '=HYPERLINK("http://evil")' },
      target: { kind: "k", id: "+1", label: "a,b\nc" },
      userAgent: "@SUM(A1)",
      after: { list: ["x", "y"] },
    });
    const answer = await raw("/audit-logs/export?format=csv&action=csv.");
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
    const text = await answer.text();
    expect(text.startsWith("timestamp,organizationId,seq,")).toBe(true);
    expect(text).toContain(`"'=HYPERLINK(""http://evil"")"`);
    expect(text).toContain(`'+1,"a,b\nc"`);
    expect(text).toContain("'@SUM(A1)");
    expect(text).toContain(`"{""list"":[""x"",""y""]}"`);
  });

  it("200: verifies the chain of the only, or the named, organization", async () => {
    await record();
    const [newest] = (await call("/audit-logs")).body.auditLogs;
    const end = { valid: true, lastSeq: newest?.seq, lastHash: newest?.hash };
    expect((await call("/audit-logs/verify")).body.verification).toMatchObject(end);
    const other = await api.otherTenant("owner");
    await join("admin", other);
    const many = await call("/audit-logs/verify", { token: other.token });
    expect([many.status, many.body.param]).toEqual([400, "organizationId"]);
    const named = await call(`/audit-logs/verify?organizationId=${organizationId}`, { token: other.token });
    expect(named.body.verification.valid).toBe(true);
  });

  it("200: owners change how long events are kept, and that is an event", async () => {
    expect((await call("/audit-logs/retention")).body.auditRetention.retentionDays).toBe(365);
    const body = { retentionDays: 30 };
    expect((await call("/audit-logs/retention", { method: "PATCH", body })).status).toBe(200);
    expect((await call("/audit-logs/retention")).body.auditRetention.retentionDays).toBe(30);
    const { body: found } = await call("/audit-logs?action=audit.retention");
    expect(found.auditLogs[0]).toMatchObject({ before: { retentionDays: 365 }, after: { retentionDays: 30 } });
    for (const retentionDays of [6, 366, "30", null, 7.5]) {
      const answer = await call("/audit-logs/retention", { method: "PATCH", body: { retentionDays } });
      expect([answer.status, answer.body.param]).toEqual([400, "retentionDays"]);
    }
    const odd = await call("/audit-logs/retention", { method: "PATCH", body: { retentionDays: 30, hash: "x" } });
    expect(odd.status).toBe(400);
  });

  const READS = ["/audit-logs", "/audit-logs/export", "/audit-logs/verify", "/audit-logs/retention"];

  it.each(READS)("401, 403 and 404: %s without a session, for developers, of another organization", async (path) => {
    expect((await api.call(path)).status).toBe(401);
    const developer = await api.otherTenant("developer");
    expect((await call(path, { token: developer.token })).status).toBe(403);
    const stranger = await api.otherTenant("owner");
    expect((await call(`${path}?organizationId=${organizationId}`, { token: stranger.token })).status).toBe(404);
    await join("viewer", stranger);
    expect((await call(`${path}?organizationId=${organizationId}`, { token: stranger.token })).status).toBe(403);
  });

  it("403 and 404: the retention of others, and for admins", async () => {
    const stranger = await api.otherTenant("owner");
    const change = { method: "PATCH", body: { organizationId, retentionDays: 7 } };
    expect((await call("/audit-logs/retention", { ...change, token: stranger.token })).status).toBe(404);
    await join("admin", stranger);
    expect((await call("/audit-logs/retention", { ...change, token: stranger.token })).status).toBe(403);
    expect((await call("/audit-logs/retention")).body.auditRetention.retentionDays).toBe(365);
  });

  it("events of no organization are for owners of the first one", async () => {
    await record({ organizationId: null, action: "auth.login", outcome: "failure" });
    const operator = await api.signIn();
    const { status, body } = await call("/audit-logs?organizationId=platform&action=auth.login", { token: operator });
    expect([status, body.auditLogs[0]?.organizationId]).toEqual([200, null]);
    expect((await call("/audit-logs?organizationId=platform")).status).toBe(404);
    const admin = await api.member("admin");
    expect((await call("/audit-logs?organizationId=platform", { token: admin.token })).status).toBe(404);
  });

  it.each([
    ["limit=0", "limit"],
    ["limit=201", "limit"],
    ["outcome=maybe", "outcome"],
    ["from=yesterday", "from"],
    ["cursor=rubbish", "cursor"],
    ["cursor=WzEsIngiXQ", "cursor"],
    ["text=", "text"],
    ["text=%00", "text"],
    [`actor=${"a".repeat(600)}`, "actor"],
  ])("400: %s", async (query, param) => {
    const { status, body } = await call(`/audit-logs?${query}`);
    expect([status, body.code, body.param]).toEqual([400, "invalid_parameters", param]);
  });
});
