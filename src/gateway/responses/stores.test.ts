import { describe, expect, it } from "vitest";
import { createLayeredStore } from "./layered-store.ts";
import { createMemoryStore } from "./memory-store.ts";
import { MAX_STORED_BYTES, type ResponseStore, type StoredResponse } from "./stored-response.ts";

const record = (id: string, text = "", ...itemIds: string[]): StoredResponse => {
  return {
    response: { id, text, output: itemIds.map((itemId) => ({ id: itemId })) },
    input: [],
    itemIds,
    createdAtMs: 0,
  };
};

describe("responses in memory", () => {
  const clock = { ms: 0, now: () => clock.ms };

  it("are found by scope and id until they expire", async () => {
    clock.ms = 1_000;
    const store = createMemoryStore(clock);
    await store.put("a", "resp_1", record("resp_1", "x", "msg_1"), 2_000);
    expect(await store.get("a", "resp_1")).toEqual(record("resp_1", "x", "msg_1"));
    expect(await store.get("b", "resp_1")).toBeUndefined();
    expect(await store.findByItems("b", ["msg_1"])).toEqual([]);
    clock.ms = 2_000;
    expect(await store.get("a", "resp_1")).toBeUndefined();
    expect(await store.findByItems("a", ["msg_1"])).toEqual([]);
    expect(await store.delete("a", "resp_1")).toBe(false);
  });

  it("are not changed by those who read or wrote them", async () => {
    const store = createMemoryStore({ now: () => 0 });
    const kept = record("resp_1", "x");
    await store.put("a", "resp_1", kept, 10);
    kept.response["text"] = "changed";
    const first = await store.get("a", "resp_1");
    if (first !== undefined) first.response["text"] = "changed";
    expect((await store.get("a", "resp_1"))?.response["text"]).toBe("x");
  });

  it("are replaced and removed with what they held", async () => {
    const store = createMemoryStore({ now: () => 0 });
    await store.put("a", "resp_1", record("resp_1", "", "msg_1", "msg_2"), 10);
    await store.put("a", "resp_1", record("resp_1", "", "msg_2"), 10);
    expect(await store.findByItems("a", ["msg_1"])).toEqual([]);
    expect(await store.findByItems("a", ["msg_2", "msg_2", "msg_9"])).toHaveLength(1);
    expect(await store.delete("a", "resp_1")).toBe(true);
    expect(await store.delete("a", "resp_1")).toBe(false);
    expect(await store.findByItems("a", ["msg_2"])).toEqual([]);
  });

  it("make room for newer ones by their size", async () => {
    const store = createMemoryStore({ now: () => 0 }, 10_000);
    for (const id of ["1", "2", "3"]) {
      await store.put("a", id, record(id, "x".repeat(3_000), `item_${id}`), 10);
      await store.get("a", "1");
    }
    expect(await store.get("a", "1")).toBeDefined();
    expect(await store.get("a", "2")).toBeUndefined();
    expect(await store.findByItems("a", ["item_2"])).toEqual([]);
    await store.put("a", "huge", record("huge", "x".repeat(20_000)), 10);
    expect(await store.get("a", "huge")).toBeUndefined();
    expect(await store.get("a", "3")).toBeDefined();
  });

  it("that are too large are refused", async () => {
    const store = createMemoryStore({ now: () => 0 });
    const large = record("resp_1", "x".repeat(MAX_STORED_BYTES));
    await expect(store.put("a", "resp_1", large, 10)).rejects.toMatchObject({ code: "payload_too_large" });
  });
});

describe("a layered store", () => {
  const down: ResponseStore = {
    put: () => Promise.reject(new Error("down")),
    get: () => Promise.reject(new Error("down")),
    delete: () => Promise.reject(new Error("down")),
    findByItems: () => Promise.reject(new Error("down")),
  };
  const memory = () => createMemoryStore({ now: () => 0 });

  it("finds what either has, the near one first", async () => {
    const [near, far] = [memory(), memory()];
    const store = createLayeredStore(near, far, () => {});
    await store.put("a", "1", record("1", "both", "i1"), 10);
    await far.put("a", "2", record("2", "far", "i2"), 10);
    expect((await store.get("a", "1"))?.response["text"]).toBe("both");
    expect((await store.get("a", "2"))?.response["text"]).toBe("far");
    expect(await store.findByItems("a", ["i1", "i2"])).toHaveLength(2);
    expect(await store.delete("a", "2")).toBe(true);
    expect(await store.delete("a", "1")).toBe(true);
    expect([await near.get("a", "1"), await far.get("a", "1")]).toEqual([undefined, undefined]);
    expect(await store.delete("a", "1")).toBe(false);
  });

  it("answers for this process while the far one is down, and says so", async () => {
    const errors: unknown[] = [];
    const store = createLayeredStore(memory(), down, (error) => errors.push(error));
    await store.put("a", "1", record("1", "near", "i1"), 10);
    expect((await store.get("a", "1"))?.response["text"]).toBe("near");
    expect(await store.findByItems("a", ["i1"])).toHaveLength(1);
    await Promise.resolve();
    expect(errors).toHaveLength(1);
    await expect(store.delete("a", "1")).rejects.toThrow("down");
    expect(await store.get("a", "1")).toBeDefined();
  });
});
