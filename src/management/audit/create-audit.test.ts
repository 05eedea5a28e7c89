import fc from "fast-check";
import { type Kysely, sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { auditRetentionDays, purgeAudit, setAuditRetentionDays } from "../../store/audit-retention.ts";
import type { Database } from "../../store/sql/schema.ts";
import { PLATFORM_CHAIN } from "../../store/sql/tables/audit.ts";
import { describeOnEngines, type TestClock, testClock } from "../../store/sql/testing/engines.ts";
import type { Audit, AuditEvent } from "./audit.ts";
import { canonicalJson } from "./canonical-json.ts";
import { changesBetween } from "./changes.ts";
import { createAudit } from "./create-audit.ts";
import { listAudit } from "./service.ts";
import { verifyChain } from "./verify.ts";

const DAY_MS = 86_400_000;

function event(over: Partial<AuditEvent> = {}): AuditEvent {
  return {
    organizationId: "org_1",
    actor: { kind: "user", id: "user_1", label: "ada@example.com" },
    action: "project.update",
    outcome: "success",
    target: { kind: "project", id: "proj_1", label: "Main" },
    clientIp: "203.0.113.1",
    userAgent: "test/1",
    requestId: "req_1",
    ...over,
  };
}

describeOnEngines("audit", (engine) => {
  let db: Kysely<Database>;
  let clock: TestClock;
  let audit: Audit;
  let organizations = 0;
  let organizationId = "";

  const rows = () =>
    db.selectFrom("audit_events").selectAll().where("chain", "=", organizationId).orderBy("seq").execute();
  const record = async (count: number, over: Partial<AuditEvent> = {}): Promise<void> => {
    for (let index = 0; index < count; index += 1) await audit.record(event({ organizationId, ...over }));
  };
  /** What somebody with all rights on the database could do. */
  const tamper = async (change: (db: Kysely<Database>) => Promise<unknown>): Promise<void> => {
    for (const table of ["audit_events", "audit_chains"])
      await sql`alter table ${sql.table(table)} disable trigger user`.execute(db);
    await change(db);
    for (const table of ["audit_events", "audit_chains"])
      await sql`alter table ${sql.table(table)} enable trigger user`.execute(db);
  };

  beforeAll(async () => {
    ({ db } = await engine.open());
    clock = testClock(Date.now());
    audit = createAudit({ db, clock });
  });
  beforeEach(() => {
    organizations += 1;
    organizationId = `org_${organizations}`;
    clock.nowMs = Date.now();
  });

  it("links events from 1 on, each organization's apart, and those of none in a chain of their own", async () => {
    await record(3);
    await audit.record(event({ organizationId: null, action: "auth.login", outcome: "failure", target: null }));
    const own = await rows();
    expect(own.map((row) => row.seq)).toEqual([1, 2, 3]);
    expect(own[0]?.prev_hash).toBe("0".repeat(64));
    expect(own[1]?.prev_hash).toBe(own[0]?.hash);
    expect(await verifyChain(db, organizationId)).toMatchObject({ valid: true, checked: 3, firstSeq: 1, lastSeq: 3 });
    expect(await verifyChain(db, PLATFORM_CHAIN)).toMatchObject({ valid: true });
    expect(await verifyChain(db, "org_never")).toMatchObject({ valid: true, checked: 0, firstSeq: null, lastSeq: 0 });
  });

  it("stays whole when fifty events come at once", async () => {
    await Promise.all(Array.from({ length: 50 }, (_, index) => record(1, { requestId: `req_${index}` })));
    const all = await rows();
    expect(all.map((row) => row.seq)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    expect(new Set(all.map((row) => row.request_id)).size).toBe(50);
    expect(await verifyChain(db, organizationId)).toMatchObject({ valid: true, checked: 50 });
  });

  it("stands and falls with the transaction it is recorded in", async () => {
    await record(1);
    const attempt = db.transaction().execute(async (transaction) => {
      await audit.record(event({ organizationId }), transaction);
      throw new Error("undone");
    });
    await expect(attempt).rejects.toThrow("undone");
    await db.transaction().execute((transaction) => audit.record(event({ organizationId }), transaction));
    expect((await rows()).map((row) => row.seq)).toEqual([1, 2]);
    expect(await verifyChain(db, organizationId)).toMatchObject({ valid: true, checked: 2 });
  });

  it("never lets time run backwards in a chain", async () => {
    await record(1);
    clock.nowMs -= 60_000;
    await record(1);
    const [first, second] = await rows();
    expect(second?.at).toEqual(first?.at);
    expect(await verifyChain(db, organizationId)).toMatchObject({ valid: true });
  });

  it("stores and verifies whatever it is given", async () => {
    const odd = {
      nul: "a\0b",
      half: "\ud800",
      big: 1e300,
      tiny: 5e-324,
      zero: -0,
      nested: [{ "": null }],
      "\u2028": "\u2028",
    };
    await audit.record(
      event({
        organizationId,
        actor: { kind: "user", id: "u\0\udfff", label: "x".repeat(9_000) },
        target: { kind: "k", id: "i".repeat(9_000), label: "\ud800" },
        userAgent: "\0\ud83d",
        before: odd,
        after: "plain",
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.string({ unit: "binary" }), async (after, label) => {
        await audit.record(event({ organizationId, after, target: { kind: "k", id: "i", label } }));
      }),
      { numRuns: 30 },
    );
    expect(await verifyChain(db, organizationId)).toMatchObject({ valid: true, checked: 31 });
    expect(await listAudit(db, [organizationId], { limit: 200 })).toMatchObject({ nextCursor: null });
  });

  it("masks secrets and bounds what is kept", async () => {
    const before = { apiKey: "sk-old-secret", name: "Main" };
    await record(1, { before, after: { text: "y".repeat(1_000), credential: { apiKey: "abcdef123" } } });
    await record(1, { after: { list: Array.from({ length: 100 }, () => "z".repeat(1_900)) } });
    const [first, second] = await rows();
    expect(first?.before).toBe('{"apiKey":"[masked]","name":"Main"}');
    expect(`${first?.after}`).not.toContain("abcdef123");
    expect(second?.after?.length).toBeLessThan(6_000);
    expect(JSON.parse(second?.after ?? "")).toMatchObject({ truncated: true });
    expect(await verifyChain(db, organizationId)).toMatchObject({ valid: true });
  });

  it("refuses to change, remove or empty", async () => {
    await record(2);
    const denied = { code: "42501" };
    const mine = sql`chain = ${organizationId}`;
    for (const statement of [
      sql`update audit_events set action = 'x' where ${mine}`,
      sql`delete from audit_events where ${mine}`,
      sql`truncate audit_events`,
      sql`delete from audit_chains where ${mine}`,
      sql`update audit_chains set seq = 1 where ${mine}`,
      sql`truncate audit_chains`,
    ]) {
      await expect(statement.execute(db)).rejects.toMatchObject(denied);
    }
    // Young events stay even when the checkpoint has been moved past them.
    await sql`update audit_chains set purged_seq = 2 where ${mine}`.execute(db);
    await expect(sql`delete from audit_events where ${mine}`.execute(db)).rejects.toMatchObject(denied);
    expect(await rows()).toHaveLength(2);
  });

  it.each([
    [
      "a changed event",
      sql`update audit_events set action = 'other' where seq = 3`,
      { brokenSeq: 3, reason: "changed" },
    ],
    [
      "changed details",
      sql`update audit_events set after = '{"a":2}' where seq = 4`,
      { brokenSeq: 4, reason: "changed" },
    ],
    [
      "details that are no JSON",
      sql`update audit_events set after = '{' where seq = 4`,
      { brokenSeq: 4, reason: "changed" },
    ],
    ["a removed event", sql`delete from audit_events where seq = 2`, { brokenSeq: 2, reason: "missing" }],
    ["a removed end", sql`delete from audit_events where seq >= 4`, { brokenSeq: 4, reason: "missing" }],
    ["a removed beginning", sql`delete from audit_events where seq = 1`, { brokenSeq: 1, reason: "missing" }],
    [
      "events swapped",
      // Two updates: the order of rows within one is the engine's, and so is whether the key is broken on the way.
      sql`do $$ begin
        update audit_events set seq = 102 where seq = 2;
        update audit_events set seq = 2 where seq = 3;
      end $$`,
      { brokenSeq: 2, reason: "unlinked" },
    ],
    ["another end", sql`update audit_chains set hash = repeat('a', 64)`, { brokenSeq: 5, reason: "end_differs" }],
    [
      "a moved checkpoint",
      sql`update audit_chains set purged_seq = 2 where seq = 5`,
      { brokenSeq: 3, reason: "unlinked" },
    ],
  ])("finds %s", async (_, statement, found) => {
    await record(5, { after: { a: 1 } });
    await tamper(async (all) => {
      // One chain at a time: the statements above name none.
      await sql`update audit_events set chain = '_' || chain where chain <> ${organizationId}`.execute(all);
      await sql`update audit_chains set chain = '_' || chain where chain <> ${organizationId}`.execute(all);
      await statement.execute(all);
    });
    expect(await verifyChain(db, organizationId)).toMatchObject({ valid: false, ...found });
  });

  it("finds a change and a hash made to fit it, by the next event", async () => {
    await record(3);
    await tamper(async (all) => {
      await sql`update audit_events set hash = repeat('b', 64) where seq = 2 and chain = ${organizationId}`.execute(
        all,
      );
    });
    expect(await verifyChain(db, organizationId)).toMatchObject({ valid: false, brokenSeq: 2 });
  });

  it("removes what is past its retention, keeps the rest verifiable, and goes on after it", async () => {
    await setAuditRetentionDays(db, organizationId, 30);
    expect(await auditRetentionDays(db, organizationId)).toBe(30);
    const nowMs = clock.nowMs;
    clock.nowMs = nowMs - 40 * DAY_MS;
    await record(3);
    clock.nowMs = nowMs - 20 * DAY_MS;
    await record(2);
    clock.nowMs = nowMs;
    expect(await purgeAudit(db, clock)).toBe(3);
    expect((await rows()).map((row) => row.seq)).toEqual([4, 5]);
    const report = { valid: true, checked: 2, firstSeq: 4, lastSeq: 5, purgedSeq: 3 };
    expect(await verifyChain(db, organizationId)).toMatchObject(report);
    await record(1);
    expect(await verifyChain(db, organizationId)).toMatchObject({ valid: true, checked: 3, lastSeq: 6 });
    expect(await purgeAudit(db, clock)).toBe(0);
    await tamper((all) => sql`delete from audit_events where chain = ${organizationId} and seq = 4`.execute(all));
    expect(await verifyChain(db, organizationId)).toMatchObject({ valid: false, brokenSeq: 4, reason: "missing" });
  });

  it("removes whole chains in batches and keeps their end", async () => {
    clock.nowMs = Date.now() - 400 * DAY_MS;
    await db.transaction().execute(async (transaction) => {
      for (let index = 0; index < 2_100; index += 1) await audit.record(event({ organizationId }), transaction);
    });
    clock.nowMs = Date.now();
    expect(await verifyChain(db, organizationId)).toMatchObject({ valid: true, checked: 2_100 });
    expect(await purgeAudit(db, clock)).toBe(2_100);
    expect(await verifyChain(db, organizationId)).toMatchObject({
      valid: true,
      checked: 0,
      firstSeq: null,
      lastSeq: 2_100,
    });
    await record(1);
    expect(await verifyChain(db, organizationId)).toMatchObject({ valid: true, checked: 1, firstSeq: 2_101 });
  }, 60_000);

  it("keeps a year by default and refuses other times than 7 to 365 days", async () => {
    expect(await auditRetentionDays(db, organizationId)).toBe(365);
    for (const days of [6, 366, 0]) {
      await expect(setAuditRetentionDays(db, organizationId, days)).rejects.toMatchObject({ code: "23514" });
    }
    await setAuditRetentionDays(db, organizationId, 7);
    await setAuditRetentionDays(db, organizationId, null);
    expect(await auditRetentionDays(db, organizationId)).toBe(365);
  });
});

describe("canonicalJson", () => {
  it("is the same for the same value, and read back is the value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(canonicalJson({ b: 1, a: [{ d: undefined, c: null }], é: "é" })).toBe('{"a":[{"c":null}],"b":1,"é":"é"}');
    expect(canonicalJson({ at: new Date(0) })).toBe('{"at":"1970-01-01T00:00:00.000Z"}');
  });
});

describe("changesBetween", () => {
  it("names what differs and nothing else", () => {
    const before = { name: "A", at: new Date(0), same: { x: 1, y: 2 }, gone: 1 };
    const after = { name: "B", at: new Date(1), same: { y: 2, x: 1 }, fresh: [] };
    expect(changesBetween(before, after)).toEqual({
      before: { name: "A", at: new Date(0), gone: 1, fresh: null },
      after: { name: "B", at: new Date(1), gone: null, fresh: [] },
    });
    expect(changesBetween(before, { ...before })).toBeNull();
  });
});
