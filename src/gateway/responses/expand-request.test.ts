import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../dialects/dialect.ts";
import { expandRequest } from "./expand-request.ts";
import { createMemoryStore } from "./memory-store.ts";
import { MAX_STORED_ITEMS, type ResponseStore, storedResponse, wantsStored } from "./stored-response.ts";

const clock = { now: () => 1_000 };
const answer = (id: string, ...output: JsonObject[]): JsonObject => ({
  id,
  object: "response",
  status: "completed",
  output,
});
const said = (id: string, text: string) => ({
  id,
  type: "message",
  role: "assistant",
  content: [{ type: "output_text", text }],
});
const user = (text: string) => ({ type: "message", role: "user", content: [{ type: "input_text", text }] });

async function keep(store: ResponseStore, body: JsonObject, response: JsonObject, scope = "proj_1"): Promise<void> {
  const record = storedResponse(body, response, 1_000);
  if (record === undefined) throw new Error("not storable");
  await store.put(scope, String(response["id"]), record, 2_000);
}

describe("a request that refers to what was answered before", () => {
  it("goes on from it, however long the chain, without its instructions and tools", async () => {
    const store = createMemoryStore(clock);
    await keep(store, { input: "one", instructions: "old", tools: [{}] }, answer("resp_1", said("msg_1", "1")));
    const second = await expandRequest({ input: "two", previous_response_id: "resp_1" }, "proj_1", store);
    expect(second).toEqual({ previous_response_id: "resp_1", input: [user("one"), said("msg_1", "1"), user("two")] });
    await keep(store, second ?? {}, answer("resp_2", said("msg_2", "2")));
    await store.delete("proj_1", "resp_1");
    const third = await expandRequest({ input: [user("three")], previous_response_id: "resp_2" }, "proj_1", store);
    expect(third?.["input"]).toEqual([user("one"), said("msg_1", "1"), user("two"), said("msg_2", "2"), user("three")]);
  });

  it("gets items in place of their ids", async () => {
    const store = createMemoryStore(clock);
    const reasoning = { id: "rs_1", type: "reasoning", summary: [], encrypted_content: "e" };
    await keep(store, { input: "one" }, answer("resp_1", reasoning, said("msg_1", "1")));
    await keep(store, { input: "two" }, answer("resp_2", said("msg_2", "2")));
    const input = [
      user("a"),
      { type: "item_reference", id: "rs_1" },
      { id: "msg_1" },
      { type: "item_reference", id: "msg_2" },
      user("b"),
    ];
    const expanded = await expandRequest({ input, store: false }, "proj_1", store);
    expect(expanded).toEqual({
      store: false,
      input: [user("a"), reasoning, said("msg_1", "1"), said("msg_2", "2"), user("b")],
    });
  });

  it("is left alone when it refers to nothing", async () => {
    const store = createMemoryStore(clock);
    expect(await expandRequest({ input: [user("a")], previous_response_id: null }, "proj_1", store)).toBeUndefined();
    expect(await expandRequest({ input: "a" }, "proj_1", store)).toBeUndefined();
  });

  const refused: readonly [string, JsonObject, string, object][] = [
    [
      "an unknown response",
      { input: "x", previous_response_id: "resp_9" },
      "proj_1",
      { param: "previous_response_id", upstreamCode: "previous_response_not_found" },
    ],
    [
      "another project's response",
      { input: "x", previous_response_id: "resp_1" },
      "proj_2",
      { param: "previous_response_id" },
    ],
    ["a response of no name", { input: "x", previous_response_id: "" }, "proj_1", { param: "previous_response_id" }],
    [
      "an unknown item",
      { input: [user("a"), { type: "item_reference", id: "msg_9" }] },
      "proj_1",
      { param: "input[1]" },
    ],
    ["another project's item", { input: [{ type: "item_reference", id: "msg_1" }] }, "proj_2", { param: "input[0]" }],
  ];
  it.each(refused)("is refused for %s", async (_name, body, scope, error) => {
    const store = createMemoryStore(clock);
    await keep(store, { input: "one" }, answer("resp_1", said("msg_1", "1")));
    await expect(expandRequest(body, scope, store)).rejects.toMatchObject({
      code: "invalid_parameters",
      status: 400,
      ...error,
    });
  });

  it("is refused once the conversation has too many items", async () => {
    const store = createMemoryStore(clock);
    const input = Array.from({ length: MAX_STORED_ITEMS - 1 }, () => ({ role: "user", content: "x" }));
    await keep(store, { input }, answer("resp_1", said("msg_1", "1")));
    const body = { input: "one more", previous_response_id: "resp_1" };
    await expect(expandRequest(body, "proj_1", store)).rejects.toMatchObject({ param: "previous_response_id" });
    expect(storedResponse({ input: [...input, {}] }, answer("resp_2", {}), 0)).toBeUndefined();
  });
});

describe("a record", () => {
  it("says what the response continues, and is kept unless the caller says otherwise", () => {
    const record = storedResponse(
      { input: "x", previous_response_id: "resp_0" },
      { ...answer("resp_1"), store: false },
      5,
    );
    expect(record).toEqual({
      response: { ...answer("resp_1"), previous_response_id: "resp_0", store: true },
      input: [user("x")],
      itemIds: [],
      createdAtMs: 5,
    });
    expect([{}, { store: true }, { store: null }, { store: false }].map(wantsStored)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});
