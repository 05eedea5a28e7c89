import fc from "fast-check";
import { beforeEach, expect, it } from "vitest";
import type { RequestRecord } from "../gateway/metering/record.ts";
import { createReceiptReader } from "../store/receipt-reader.ts";
import type { Store } from "../store/sql/open-store.ts";
import { describeOnEngines } from "../store/sql/testing/engines.ts";
import { testRecord } from "../store/sql/testing/records.ts";
import { applyRecords } from "./apply-journal.ts";

const usageOf = ({ db }: Store) => db.selectFrom("api_key_usage").selectAll().orderBy("api_key_id").execute();
const logsOf = ({ db }: Store) => db.selectFrom("request_logs").selectAll().orderBy("record_id").execute();

describeOnEngines("apply journal", (engine) => {
  let store: Store | undefined;
  const opened = async (): Promise<Store> => (store ??= await engine.open());
  beforeEach(async () => {
    const { db } = await opened();
    await db.deleteFrom("request_logs").execute();
    await db.deleteFrom("api_key_usage").execute();
  });

  it("writes a record that reads back as it was, and only to its own organization", async () => {
    const { db } = await opened();
    const record = testRecord({ warnings: [{ field: "top_k", message: "not supported" }], totalNanos: null });
    expect(await applyRecords(db, [record])).toEqual({ applied: 1, duplicates: 0 });
    const reader = createReceiptReader(db);
    expect(await reader.findRecord("req_1", "org_1")).toEqual(record);
    expect(await reader.findRecord("req_1", "org_2")).toBeNull();
    expect(await reader.findRecord("req_2", "org_1")).toBeNull();
  });

  it("counts each record once", async () => {
    const { db } = await opened();
    const a = testRecord({ requestId: "req_a", timestamp: "2026-11-21T12:00:05.000Z" });
    const b = testRecord({ requestId: "req_b", totalNanos: null });
    const nobody = testRecord({ requestId: "req_c", apiKeyId: null });
    expect(await applyRecords(db, [a, b, a, nobody])).toEqual({ applied: 3, duplicates: 1 });
    expect(await applyRecords(db, [b, a])).toEqual({ applied: 0, duplicates: 2 });
    expect(await applyRecords(db, [])).toEqual({ applied: 0, duplicates: 0 });
    expect(await usageOf(await opened())).toEqual([
      {
        api_key_id: "key_1",
        spent_nanos: 250_000,
        requests: 2,
        prompt_tokens: 300,
        completion_tokens: 178,
        last_used_at: new Date("2026-11-21T12:00:05.000Z"),
      },
    ]);
  });

  it("counts every request of a caller that gives all of them one id", async () => {
    const { db } = await opened();
    const records = ["a", "b", "c"].map((recordId) => testRecord({ requestId: "trace-1", recordId }));
    expect(await applyRecords(db, records)).toEqual({ applied: 3, duplicates: 0 });
    expect(await applyRecords(db, records)).toEqual({ applied: 0, duplicates: 3 });
    const latest = testRecord({ requestId: "trace-1", recordId: "d", timestamp: "2026-11-21T13:00:00.000Z" });
    await applyRecords(db, [latest]);
    expect(await createReceiptReader(db).findRecord("trace-1", "org_1")).toEqual(latest);
  });

  it("gives the same state for any order, split and repetition, also at the same time", async () => {
    const current = await opened();
    const records = Array.from({ length: 40 }, (_, index) =>
      testRecord({
        requestId: `req_${index}`,
        apiKeyId: `key_${index % 3}`,
        totalNanos: index * 7,
        timestamp: new Date(Date.UTC(2026, 10, 21, 12, 0, (index * 17) % 60)).toISOString(),
      }),
    );
    await applyRecords(current.db, records);
    const [logs, usage] = [await logsOf(current), await usageOf(current)];
    const batches = fc.array(fc.subarray(records, { minLength: 1 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(batches, fc.boolean(), async (parts, backwards) => {
        await current.db.deleteFrom("request_logs").execute();
        await current.db.deleteFrom("api_key_usage").execute();
        const all = [...parts, backwards ? records.toReversed() : records];
        const results = await Promise.all(all.map((part) => applyRecords(current.db, part)));
        expect(results.reduce((sum, each) => sum + each.applied, 0)).toBe(records.length);
        expect(await logsOf(current)).toEqual(logs);
        expect(await usageOf(current)).toEqual(usage);
      }),
      { numRuns: 15 },
    );
  });

  it("writes a thousand records in several statements, all or none", async () => {
    const current = await opened();
    const records = Array.from({ length: 1_000 }, (_, index) => testRecord({ requestId: `req_${index}` }));
    const poison = { ...testRecord({ requestId: "req_bad" }), status: "x" } as unknown as RequestRecord;
    const broken = { ...poison, timestamp: null, stream: null } as unknown as RequestRecord;
    await expect(applyRecords(current.db, [...records, broken])).rejects.toThrow();
    expect(await logsOf(current)).toEqual([]);
    expect(await usageOf(current)).toEqual([]);
    expect(await applyRecords(current.db, records)).toEqual({ applied: 1_000, duplicates: 0 });
    expect(await usageOf(current)).toMatchObject([{ requests: 1_000, spent_nanos: 250_000_000 }]);
  });

  it("is stopped by nothing that callers can put into a request", async () => {
    const { db } = await opened();
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "\u0000",
        "\ud800",
        "a\\u0000b",
        "\udc00x\u0000",
        "x".repeat(5_000),
        `${"x".repeat(511)}😀`,
        "'; drop",
      ),
    );
    const numbers = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, -1, 1e300, 2 ** 53, 0.5));
    const odd = fc.record({ text, more: text, number: numbers });
    let index = 0;
    await fc.assert(
      fc.asyncProperty(odd, async ({ text: one, more, number }) => {
        index += 1;
        const record = testRecord({
          requestId: `${index}${one}`,
          requestedModel: one,
          model: more,
          sessionId: one,
          userAgent: more,
          source: one,
          tags: { [one]: more, [more]: one },
          reason: one,
          attempts: [{ provider: one, model: more, status: null, errorCode: one, latencyMs: number }],
          warnings: [{ field: one, message: more }],
          latencyMs: number,
          timeToFirstTokenMs: number,
          totalNanos: number,
          usage: { ...testRecord().usage, outputTokens: number },
        });
        expect((await applyRecords(db, [record])).applied).toBe(1);
      }),
      { numRuns: 100 },
    );
  });
});
