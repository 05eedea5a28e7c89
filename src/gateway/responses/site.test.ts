import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import OpenAI from "openai";
import { afterEach, describe, expect, it } from "vitest";
import { fail } from "../../errors/gateway-error.ts";
import { hashApiKey } from "../../ids.ts";
import type { Gateway } from "../gateway.ts";
import { testCaller } from "../testing/caller.ts";
import { createMemoryStore } from "./memory-store.ts";
import { responsesSite } from "./site.ts";
import { type ResponseStore, storedResponse } from "./stored-response.ts";

const KEY = "llm_gw_dev_1";
const OTHER = "llm_gw_dev_2";

let server: Server | undefined;
afterEach(() => server?.close());

async function serve(changes: Partial<ResponseStore> = {}) {
  const store = createMemoryStore({ now: () => 0 });
  const callers = new Map([
    [hashApiKey(KEY), testCaller()],
    [hashApiKey(OTHER), testCaller({ projectId: "proj_2" })],
  ]);
  const logged: unknown[] = [];
  // What the site asks of the gateway, and nothing else.
  const gateway = {
    keys: { lookup: (hash: string) => callers.get(hash) ?? null },
    clock: { now: () => 0 },
    log: { error: (facts: unknown) => logged.push(facts) },
  } as unknown as Gateway;
  const site = responsesSite(gateway, { ...bound(store), ...changes });
  const listening = createServer((req, res) => {
    const path = (req.url ?? "/").split("?")[0] ?? "/";
    if (!site(req, res, path, "req_1")) res.writeHead(418).end();
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  const client = (apiKey = KEY) => new OpenAI({ apiKey, baseURL: `${origin}/v1`, maxRetries: 0 });
  return { store, origin, client, logged };
}

function bound(store: ResponseStore): ResponseStore {
  return {
    put: (...args) => store.put(...args),
    get: (...args) => store.get(...args),
    delete: (...args) => store.delete(...args),
    findByItems: (...args) => store.findByItems(...args),
  };
}

async function keep(store: ResponseStore, input: unknown = "hi"): Promise<void> {
  const output = [
    {
      id: "msg_1",
      type: "message",
      role: "assistant",
      content: [{ type: "output_text", text: "ho", annotations: [] }],
    },
  ];
  const record = storedResponse({ input }, { id: "resp_1", object: "response", status: "completed", output }, 0);
  if (record !== undefined) await store.put("proj_1", "resp_1", record, 10);
}

describe("stored responses", () => {
  it("are given to the official client, and removed", async () => {
    const { store, client } = await serve();
    await keep(store);
    const response = await client().responses.retrieve("resp_1");
    expect(response).toMatchObject({ id: "resp_1", output_text: "ho", store: true });
    const page = await client().responses.inputItems.list("resp_1");
    expect(page.data).toEqual([
      { id: "msg_1_in_0", type: "message", role: "user", content: [{ type: "input_text", text: "hi" }] },
    ]);
    await client().responses.delete("resp_1");
    await expect(client().responses.retrieve("resp_1")).rejects.toMatchObject({ status: 404, code: "not_found" });
    await expect(client().responses.delete("resp_1")).rejects.toMatchObject({ status: 404 });
  });

  it("tell what was deleted", async () => {
    const { store, origin } = await serve();
    await keep(store);
    const headers = { authorization: `Bearer ${KEY}` };
    const deleted = await fetch(`${origin}/v1/responses/resp_1`, { method: "DELETE", headers });
    expect(await deleted.json()).toEqual({ id: "resp_1", object: "response", deleted: true });
  });

  it("list their input in pages, in either order", async () => {
    const { store, client } = await serve();
    await keep(store, [
      { role: "user", content: "a" },
      { role: "assistant", content: "b" },
      { type: "function_call", id: "fc_1", call_id: "c", name: "f", arguments: "{}" },
      { type: "function_call_output", call_id: "c", output: "x", id: null },
    ]);
    const ids: (string | undefined)[] = [];
    const list = client().responses.inputItems.list("resp_1", { limit: 3, order: "asc" });
    for await (const item of list) ids.push(item.id);
    expect(ids).toEqual(["msg_1_in_0", "msg_1_in_1", "fc_1", "item_1_in_3"]);
    const newest = await client().responses.inputItems.list("resp_1", { limit: 1 });
    expect(newest.data).toMatchObject([{ type: "function_call_output", id: "item_1_in_3" }]);
    expect(newest.has_more).toBe(true);
    await expect(client().responses.inputItems.list("resp_1", { limit: 0 })).rejects.toMatchObject({ param: "limit" });
    await expect(client().responses.inputItems.list("resp_1", { after: "nope" })).rejects.toMatchObject({
      param: "after",
    });
  });

  it("are nobody else's", async () => {
    const { store, client, origin } = await serve();
    await keep(store);
    await expect(client(OTHER).responses.retrieve("resp_1")).rejects.toMatchObject({ status: 404 });
    await expect(client(OTHER).responses.delete("resp_1")).rejects.toMatchObject({ status: 404 });
    await expect(client(OTHER).responses.inputItems.list("resp_1")).rejects.toMatchObject({ status: 404 });
    await expect(client("unknown").responses.retrieve("resp_1")).rejects.toMatchObject({ status: 401 });
    expect((await fetch(`${origin}/v1/responses/resp_1`)).status).toBe(401);
    expect(await store.get("proj_1", "resp_1")).toBeDefined();
  });

  it("answer to what they can do only", async () => {
    const { store, client, origin } = await serve();
    await keep(store);
    const headers = { authorization: `Bearer ${KEY}` };
    const post = await fetch(`${origin}/v1/responses/resp_1`, { method: "POST", headers });
    expect([post.status, post.headers.get("allow")]).toEqual([405, "GET, HEAD, DELETE"]);
    const gone = await fetch(`${origin}/v1/responses/resp_1/input_items`, { method: "DELETE", headers });
    expect([gone.status, gone.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    await expect(client().responses.retrieve("resp_1", { stream: true })).rejects.toMatchObject({
      status: 400,
      param: "stream",
    });
    expect((await fetch(`${origin}/v1/responses/%zz`, { headers })).status).toBe(400);
    expect((await fetch(`${origin}/v1/responses`, { headers })).status).toBe(418);
    expect((await fetch(`${origin}/v1/responses/a/b`, { headers })).status).toBe(418);
  });

  it("that cannot be read are an error of ours, which is logged and tells nothing", async () => {
    const { client, logged } = await serve({ get: () => Promise.reject(new Error("secret host is down")) });
    const error = await client()
      .responses.retrieve("resp_1")
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status: 500 });
    expect(String(error)).not.toContain("secret");
    expect(logged).toHaveLength(1);
    const unhealthy = await serve({ get: () => Promise.reject(fail("unhealthy")) });
    await expect(unhealthy.client().responses.retrieve("resp_1")).rejects.toMatchObject({ status: 503 });
  });
});
