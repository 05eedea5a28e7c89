import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { expect, it } from "vitest";
import type { ResponseStore, StoredResponse } from "../gateway/responses/stored-response.ts";
import { createId } from "../ids.ts";
import { deriveKey } from "../master-key.ts";
import { createResponsesStore, purgeResponses } from "./responses-store.ts";
import type { Store } from "./sql/open-store.ts";
import { describeOnEngines, testClock } from "./sql/testing/engines.ts";

const MAX_BYTES = 100_000;
const key = deriveKey(randomBytes(32), "stored-responses");
const record = (id: string, text = "", ...itemIds: string[]): StoredResponse => {
  return {
    response: { id, text, output: itemIds.map((itemId) => ({ id: itemId })) },
    input: [],
    itemIds,
    createdAtMs: 7,
  };
};

async function projectIn({ db }: Store): Promise<string> {
  const dates = { created_at: new Date(0), updated_at: new Date(0) };
  const organization_id = createId("org");
  await db
    .insertInto("organizations")
    .values({ id: organization_id, name: "o", plan: "free", ...dates } as never)
    .execute();
  const id = createId("proj");
  const project = { id, organization_id, name: "p", slug: id.toLowerCase(), mode: "hybrid", status: "active" };
  await db
    .insertInto("projects")
    .values({ ...project, ...dates } as never)
    .execute();
  return id;
}

describeOnEngines("stored responses", (engine) => {
  const make = async () => {
    const opened = await engine.open();
    const clock = testClock();
    const options = { key, clock, maxBytes: MAX_BYTES };
    const store: ResponseStore = createResponsesStore<StoredResponse>(opened.db, options);
    return { db: opened.db, clock, options, store, scope: await projectIn(opened), other: await projectIn(opened) };
  };

  it("are found by project and id until they expire", async () => {
    const { store, scope, other, clock } = await make();
    const kept = record("resp_1", "Grüße 🎈 \u0000", "msg_1");
    await store.put(scope, "resp_1", kept, clock.nowMs + 1_000);
    expect(await store.get(scope, "resp_1")).toEqual(kept);
    expect(await store.get(other, "resp_1")).toBeUndefined();
    expect(await store.get(scope, "resp_2")).toBeUndefined();
    clock.nowMs += 1_000;
    expect(await store.get(scope, "resp_1")).toBeUndefined();
    expect(await store.findByItems(scope, ["msg_1"])).toEqual([]);
    expect(await store.delete(scope, "resp_1")).toBe(false);
  });

  it("are found by their items, in their project only", async () => {
    const { store, scope, other, clock } = await make();
    const later = clock.nowMs + 1_000;
    await store.put(scope, "resp_1", record("resp_1", "a", "msg_1", "rs_1", "msg_1"), later);
    await store.put(scope, "resp_2", record("resp_2", "b", "msg_2"), later);
    await store.put(other, "resp_3", record("resp_3", "c", "msg_1"), later);
    expect(await store.findByItems(scope, ["rs_1", "msg_1"])).toEqual([
      record("resp_1", "a", "msg_1", "rs_1", "msg_1"),
    ]);
    expect((await store.findByItems(scope, ["msg_2", "rs_1", "x'{}"])).length).toBe(2);
    expect(await store.findByItems(scope, [])).toEqual([]);
  });

  it("are replaced and deleted", async () => {
    const { store, scope, other, clock } = await make();
    const later = clock.nowMs + 1_000;
    await store.put(scope, "resp_1", record("resp_1", "old", "msg_1"), later);
    await store.put(scope, "resp_1", record("resp_1", "new", "msg_2"), later);
    expect((await store.get(scope, "resp_1"))?.response["text"]).toBe("new");
    expect(await store.findByItems(scope, ["msg_1"])).toEqual([]);
    expect(await store.delete(other, "resp_1")).toBe(false);
    expect(await store.delete(scope, "resp_1")).toBe(true);
    expect(await store.get(scope, "resp_1")).toBeUndefined();
  });

  it("are sealed: unreadable in the database, bound to their place, gone with the key", async () => {
    const { db, store, scope, other, clock, options } = await make();
    const later = clock.nowMs + 1_000;
    await store.put(scope, "resp_1", record("resp_1", "very secret words"), later);
    const { content } = await db.selectFrom("stored_responses").select("content").executeTakeFirstOrThrow();
    expect(content.toString("latin1")).not.toContain("secret");
    await sql`update stored_responses set project_id = ${other}`.execute(db);
    expect(await store.get(other, "resp_1")).toBeUndefined();
    await sql`update stored_responses set project_id = ${scope}`.execute(db);
    expect(await store.get(scope, "resp_1")).toBeDefined();
    const rekeyed = createResponsesStore<StoredResponse>(db, { ...options, key: deriveKey(randomBytes(32), "x") });
    expect(await rekeyed.get(scope, "resp_1")).toBeUndefined();
    for (const broken of [Buffer.alloc(0), Buffer.alloc(40, 1), content.subarray(0, -1)]) {
      await db.updateTable("stored_responses").set({ content: broken }).execute();
      expect(await store.get(scope, "resp_1")).toBeUndefined();
    }
  });

  it("that are too large are refused, and incompressible ones of the limit are not", async () => {
    const { store, scope, clock } = await make();
    const later = clock.nowMs + 1_000;
    const large = record("resp_1", "x".repeat(MAX_BYTES));
    await expect(store.put(scope, "resp_1", large, later)).rejects.toMatchObject({ code: "payload_too_large" });
    const noise = record("resp_2", randomBytes(45_000).toString("hex"));
    await store.put(scope, "resp_2", noise, later);
    expect(await store.get(scope, "resp_2")).toEqual(noise);
  });

  it("go when they have expired, and with their project", async () => {
    const { db, store, scope, other, clock } = await make();
    for (let i = 0; i < 5; i += 1) await store.put(scope, `resp_${i}`, record(`resp_${i}`), clock.nowMs + i);
    await store.put(other, "resp_o", record("resp_o"), clock.nowMs + 1_000);
    clock.nowMs += 2;
    expect(await purgeResponses(db, clock)).toBe(3);
    expect(await purgeResponses(db, clock)).toBe(0);
    await db.deleteFrom("projects").where("id", "=", other).execute();
    const left = await db.selectFrom("stored_responses").select("id").orderBy("id").execute();
    expect(left.map((row) => row.id)).toEqual(["resp_3", "resp_4"]);
  });
});
