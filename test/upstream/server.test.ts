import { Pool } from "undici";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { answer, failWith, GET_WEATHER, neverAnswer, serverError, startUpstream, timesThen } from "./index.ts";

const upstream = await startUpstream();
const chatUrl = `${upstream.url}/v1/chat/completions`;
const post = (body: string, headers: Record<string, string> = {}, signal?: AbortSignal): Promise<Response> =>
  fetch(chatUrl, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
    ...(signal ? { signal } : {}),
  });
const ask = (model: string): Promise<Response> => post(JSON.stringify({ model, messages: [] }));

beforeEach(() => upstream.reset());
afterAll(() => upstream.close());

describe("recording", () => {
  it("keeps the exact bytes, odd spacing and number spellings included", async () => {
    const body = '{ "model":"m",\n "messages" : [], "temperature": 1.0, "x": "\\u00e9é" }';
    await post(body);
    expect(upstream.requests).toHaveLength(1);
    expect(upstream.requests[0]?.body.equals(Buffer.from(body))).toBe(true);
    expect(upstream.requests[0]?.json()).toEqual({ model: "m", messages: [], temperature: 1, x: "éé" });
  });

  it("keeps header pairs as received", async () => {
    await post("{}", { "X-Custom-Name": "Value One" });
    const pair = upstream.requests[0]?.rawHeaders.find(([name]) => name.toLowerCase() === "x-custom-name");
    expect(pair?.[1]).toBe("Value One");
    expect(upstream.requests[0]?.headers["x-custom-name"]).toBe("Value One");
  });

  it("tells a client's disconnect from a finished exchange", async () => {
    upstream.queue(answer(), neverAnswer());
    await (await ask("m")).text();
    await upstream.requests[0]?.whenClosed;
    expect(upstream.requests[0]?.aborted).toBe(false);

    const leaving = new AbortController();
    const pending = post('{"model":"m"}', {}, leaving.signal).catch((error: unknown) => String(error));
    const [, second] = await upstream.waitForRequests(2);
    expect(second?.aborted).toBe(false);
    leaving.abort();
    await second?.whenAborted;
    expect(second?.aborted).toBe(true);
    expect(await pending).toContain("AbortError");
  });

  it("counts connections, so that reuse can be proved", async () => {
    const before = upstream.connectionCount;
    for (const pool of [new Pool(upstream.url, { connections: 1 }), new Pool(upstream.url, { connections: 1 })]) {
      for (let turn = 0; turn < 2; turn += 1) {
        await (await pool.request({ path: "/v1/models", method: "GET" })).body.text();
      }
      await pool.close();
    }
    expect(upstream.requests.map(({ connection }) => connection - before)).toEqual([1, 1, 2, 2]);
    expect(upstream.connectionCount - before).toBe(2);
  });

  it("rejects when fewer requests arrive than awaited", async () => {
    await expect(upstream.waitForRequests(1, 20)).rejects.toThrow("0 of 1 requests arrived");
  });
});

describe("scripting", () => {
  it("prefers the queue, then the model, then the rule for all", async () => {
    upstream.respond(failWith({ status: 500, message: "for all" }));
    upstream.onModel("special", failWith({ status: 404, message: "for a model" }));
    upstream.queue(failWith({ status: 429, message: "queued" }));
    const statuses: number[] = [];
    for (const model of ["special", "special", "other"]) statuses.push((await ask(model)).status);
    expect(statuses).toEqual([429, 404, 500]);
  });

  it("does not spend the queue on a GET", async () => {
    upstream.queue(serverError());
    expect((await fetch(`${upstream.url}/v1/models`)).status).toBe(200);
    expect((await ask("m")).status).toBe(500);
    expect((await ask("m")).status).toBe(200);
  });

  it("fails a given number of times and then recovers", async () => {
    upstream.onModel("flaky", timesThen(2, serverError(), answer({ text: "well again" })));
    const statuses: number[] = [];
    for (let turn = 0; turn < 4; turn += 1) statuses.push((await ask("flaky")).status);
    expect(statuses).toEqual([500, 500, 200, 200]);
  });

  it("answers an unknown path with 404", async () => {
    const response = await fetch(`${upstream.url}/v1/unknown`, { method: "POST", body: "{}" });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { message: "No /v1/unknown here" } });
  });

  it("forgets rules and requests on reset, and frees hanging exchanges", async () => {
    upstream.respond(answer({ toolCalls: [GET_WEATHER] }));
    upstream.queue(neverAnswer());
    const hanging = ask("m").catch(() => "cut");
    await upstream.waitForRequests(1);
    upstream.reset();
    expect(await hanging).toBe("cut");
    const body: unknown = await (await ask("m")).json();
    expect(body).toMatchObject({ choices: [{ finish_reason: "stop" }] });
    expect(upstream.requests).toHaveLength(1);
  });
});
