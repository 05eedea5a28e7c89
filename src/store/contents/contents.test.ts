import { sql } from "kysely";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { masterKeys } from "../../secrets/master-keys.ts";
import { rotateMaster } from "../../secrets/rotate-master.ts";
import { applyRecords } from "../../worker/apply-journal.ts";
import { bootstrap } from "../bootstrap.ts";
import { purgeLogs } from "../purge-logs.ts";
import type { Store } from "../sql/open-store.ts";
import { describeOnEngines, silent, testClock } from "../sql/testing/engines.ts";
import { testRecord } from "../sql/testing/records.ts";
import { type ContentItem, createContentSink } from "./content-sink.ts";
import { purgeContents } from "./purge-contents.ts";
import { readContent } from "./read-content.ts";

const DAY_MS = 86_400_000;
const OLD_KEY = Buffer.alloc(32, 1);
const NEW_KEY = Buffer.alloc(32, 2);
const OLD = masterKeys(OLD_KEY);

describeOnEngines("kept content", (engine) => {
  const clock = testClock();
  let store: Store;
  let organizationId = "";
  let projectId = "";
  beforeAll(async () => {
    store = await engine.open();
    const first = await bootstrap({ db: store.db, clock, log: silent });
    organizationId = first?.organizationId ?? "";
    projectId = (await store.db.selectFrom("projects").select("id").executeTakeFirstOrThrow()).id;
  });
  beforeEach(async () => {
    await store.db.deleteFrom("request_contents").execute();
  });

  const item = (recordId: string, over: Partial<ContentItem> = {}): ContentItem => ({
    recordId,
    requestId: "req_1",
    organizationId,
    projectId,
    request: '{"messages":[{"content":"tell nobody"}]}',
    answer: "data: ünïcode 😀\n\n",
    expiresAt: new Date(clock.now() + 30 * DAY_MS),
    ...over,
  });
  const keep = async (...items: ContentItem[]): Promise<boolean[]> => {
    const sink = createContentSink({ db: store.db, masterKeys: OLD, clock, log: silent });
    const taken = items.map((one) => sink.put(one));
    await sink.stop();
    return taken;
  };
  const read = (recordId: string, keys = OLD, of = organizationId) =>
    readContent({ db: store.db, masterKeys: keys, clock }, { recordId, organizationId: of });
  const settings = async (retention: object | null): Promise<void> => {
    await store.db.deleteFrom("organization_settings").execute();
    if (retention === null) return;
    const row = { organization_id: organizationId, version: 1, updated_at: new Date(clock.now()) };
    await store.db
      .insertInto("organization_settings")
      .values({ ...row, document: JSON.stringify({ retention }) })
      .execute();
  };
  const left = async () =>
    (await store.db.selectFrom("request_contents").select("record_id").orderBy("record_id").execute()).map(
      (row) => row.record_id,
    );

  it("reads back as it was, by its own organization only, and is encrypted where it lies", async () => {
    expect(await keep(item("rec_1"), item("rec_2", { projectId: null }))).toEqual([true, true]);
    expect(await read("rec_1")).toMatchObject({ request: item("").request, answer: item("").answer, truncated: false });
    expect(await read("rec_1", OLD, "org_other")).toBeNull();
    const { rows } = await sql<{
      text: string;
    }>`select encode(body, 'escape') || sealed_key as text from request_contents`.execute(store.db);
    for (const { text } of rows) expect(text).not.toMatch(/nobody|messages/);
  });

  it("does not open in another row, nor when changed", async () => {
    await keep(item("rec_1"), item("rec_2"));
    const [one] = await store.db.selectFrom("request_contents").selectAll().where("record_id", "=", "rec_1").execute();
    const moved = { sealed_key: one?.sealed_key ?? "", body: one?.body ?? Buffer.alloc(0) };
    await store.db.updateTable("request_contents").set(moved).where("record_id", "=", "rec_2").execute();
    await expect(read("rec_2")).rejects.toThrow();
  });

  it("opens after the master key was rotated", async () => {
    await keep(item("rec_1"));
    const done = await rotateMaster(store.db, OLD_KEY, NEW_KEY);
    expect(done).toContainEqual({ column: "request_contents.sealed_key", rewrapped: 1, unreadable: [] });
    expect((await read("rec_1", masterKeys(NEW_KEY)))?.request).toBe(item("").request);
    await expect(read("rec_1")).rejects.toThrow(/master key/);
  });

  it("cuts what is longer than a million characters, keeps a record once, and skips a removed organization", async () => {
    const long = `${"x".repeat(1_048_575)}😀`;
    expect(await keep(item("rec_1", { answer: long }), item("rec_gone", { organizationId: "org_gone" }))).toEqual([
      true,
      true,
    ]);
    await keep(item("rec_1", { answer: "other" }));
    const content = await read("rec_1");
    expect([content?.answer.length, content?.answer.isWellFormed(), content?.truncated]).toEqual([
      1_048_576,
      true,
      true,
    ]);
    expect(await left()).toEqual(["rec_1"]);
  });

  it("drops what does not fit and never waits, also when the database is away", async () => {
    const away = await engine.open();
    await away.close();
    const sink = createContentSink({ db: away.db, masterKeys: OLD, clock, log: silent });
    const taken = Array.from({ length: 2_100 }, (_, index) => sink.put(item(`rec_${index}`)));
    expect(taken.filter(Boolean)).toHaveLength(2_000);
    expect(sink.put(item("rec_x"))).toBe(false);
    await sink.stop();
    expect(sink.put(item("rec_y"))).toBe(false);
  });

  it("ends by its own time, by fewer days, by turning it off, and with its project", async () => {
    await settings({ store_content: true, days: 10 });
    await keep(item("rec_short", { expiresAt: new Date(clock.now() + DAY_MS) }), item("rec_long"));
    expect(await purgeContents(store.db, clock)).toBe(0);
    clock.nowMs += 2 * DAY_MS;
    expect(await read("rec_short")).toBeNull();
    expect(await purgeContents(store.db, clock)).toBe(1);
    expect(await left()).toEqual(["rec_long"]);
    await settings({ store_content: true, days: 1 });
    expect(await purgeContents(store.db, clock)).toBe(1);
    await settings({ store_content: true });
    await keep(item("rec_1"), item("rec_2", { projectId: "proj_other" }));
    await store.db.updateTable("projects").set({ status: "deleted" }).where("id", "=", projectId).execute();
    expect(await purgeContents(store.db, clock)).toBe(1);
    expect(await left()).toEqual(["rec_2"]);
    await settings({ store_content: false });
    expect(await purgeContents(store.db, clock)).toBe(1);
  });

  it("request logs go after their days, all others stay", async () => {
    const at = (id: string, days: number) =>
      testRecord({ requestId: id, timestamp: new Date(clock.now() - days * DAY_MS).toISOString() });
    await applyRecords(store.db, [at("a", 366), at("b", 364), at("c", 1)]);
    expect(await purgeLogs(store.db, clock, 365)).toBe(1);
    const rows = await store.db.selectFrom("request_logs").select("record_id").orderBy("record_id").execute();
    expect(rows.map((row) => row.record_id)).toEqual(["b", "c"]);
  });
});
