import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import { answer, contentFiltered, serverError, slowHeaders, startUpstream } from "../upstream/index.ts";
import { type Answered, call } from "./expect-error.ts";
import { INBOUND_WIRES } from "./inbound-wires.ts";
import { textOf } from "./read-stream.ts";

const upstream = await startUpstream();
const gateway: Gateway = await startGateway({ upstream, env: { RETRIES: "0", STREAM_RECOVERY: "off" } });
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

let projectId = "";
let serial = 0;
const next = (): number => {
  serial += 1;
  return serial;
};
/** Questions that nobody asked before. */
const fresh = (): string => `What is ${process.pid} times ${next()}?`;
const ask = (content: string, more: object = {}) => ({
  model: "openai/gpt-4o-mini",
  messages: [{ role: "user", content }],
  ...more,
});
const chat = (body: object, headers: Record<string, string> = {}) =>
  call(gateway, "/v1/chat/completions", body, headers);
const cacheOf = (answered: Answered): string | null => answered.headers.get("x-llm-gateway-cache");

async function setProject(patch: object): Promise<void> {
  const { status, body } = await gateway.api("PATCH", `/projects/${projectId}`, patch);
  expect([status, body]).toEqual([200, expect.anything()]);
}

beforeAll(async () => {
  const listed = (await gateway.api("GET", "/projects")).body as { projects: { id: string }[] };
  projectId = listed.projects[0]?.id ?? "";
  expect(cacheOf(await chat(ask(fresh())))).toBe("BYPASS");
  await setProject({ cachingEnabled: true, cacheDurationSeconds: 300 });
  // Data planes know within a second.
  for (let tries = 0; tries < 50 && cacheOf(await chat(ask(fresh()))) !== "MISS"; tries += 1) await sleep(100);
});
beforeEach(() => upstream.reset());

describe("the same question again", () => {
  it("is answered without the provider, for nothing, and says so everywhere", async () => {
    upstream.respond(answer({ text: ["forty", "-two"] }));
    const question = ask(fresh());
    const first = await chat(question);
    const second = await chat(question);
    expect([cacheOf(first), cacheOf(second)]).toEqual(["MISS", "HIT"]);
    expect(upstream.requests).toHaveLength(1);
    const [before, after] = [first, second].map(({ text }) => JSON.parse(text) as Record<string, never>);
    expect(after).toEqual({ ...before, "x-llm-gateway": after?.["x-llm-gateway"] });
    expect(before?.["x-llm-gateway"]).toMatchObject({ cached: false });
    const id = second.headers.get("x-request-id") ?? "";
    expect(after?.["x-llm-gateway"]).toMatchObject({ request_id: id, cached: true, cost_usd: 0 });
    expect(JSON.parse(second.headers.get("x-llm-gateway") ?? "")).toMatchObject({ cached: true });
    const receipt = (await gateway.receipt(id)).body as Record<string, Record<string, unknown>>;
    expect(receipt["cost"]).toMatchObject({ total_usd: 0, paid_by: "none" });
    expect(receipt["cache"]).toMatchObject({ hit: true, kind: "exact", saved_tokens: expect.any(Number) });
    expect(receipt["execution"]?.["provider"]).toBe("openai");
    await expect
      .poll(async () => (await gateway.logs({ requestId: id }))[0]?.["cached"], { timeout: 5_000 })
      .toBe(true);
  });

  it("is not asked for its members' order", async () => {
    const content = fresh();
    await chat({ model: "openai/gpt-4o-mini", messages: [{ role: "user", content }], temperature: 0 });
    const again = await chat({ temperature: 0, messages: [{ content, role: "user" }], model: "openai/gpt-4o-mini" });
    expect(cacheOf(again)).toBe("HIT");
  });

  it.each([
    ["another model", { model: "openai/gpt-4o" }],
    ["another temperature", { temperature: 0.5 }],
    ["a tool", { tools: [{ type: "function", function: { name: "f", parameters: { type: "object" } } }] }],
    ["a seed", { seed: 7 }],
    ["an unknown parameter", { service_level: "x" }],
    ["a stream", { stream: true }],
    ["a hint", { "x-routing-hints": { priority: "latency" } }],
  ])("is another one with %s", async (_, more) => {
    const content = fresh();
    await chat(ask(content));
    expect(cacheOf(await chat(ask(content, more)))).toBe("MISS");
    expect(cacheOf(await chat(ask(content, more)))).toBe("HIT");
  });

  it("is streamed as it was, with the gateway's object of this request", async () => {
    upstream.respond(answer({ text: ["one ", "two ", "three"] }));
    const question = ask(fresh(), { stream: true, stream_options: { include_usage: true } });
    const first = await chat(question);
    const second = await chat(question);
    expect([cacheOf(first), cacheOf(second)]).toEqual(["MISS", "HIT"]);
    expect(textOf(second.text)).toBe("one two three");
    expect(second.text.endsWith("data: [DONE]\n\n")).toBe(true);
    const objects = [first, second].map(({ text }) => /"x-llm-gateway":(\{[^}]*\})/.exec(text)?.[1] ?? "");
    expect(second.text).toBe(first.text.replace(objects[0] ?? "", objects[1] ?? ""));
    expect(JSON.parse(objects[1] ?? "{}")).toMatchObject({ cached: true, cost_usd: 0 });
  });

  it.each(INBOUND_WIRES.flatMap((wire) => [false, true].map((stream) => [wire.name, stream, wire] as const)))(
    "in the wire %s (stream: %s)",
    async (_name, stream, wire) => {
      const model = `openai/gpt-4o-mini-${next()}`;
      const send = () =>
        call(gateway, wire.path(model, stream), wire.body(model, stream), { "x-api-key": gateway.apiKey });
      const first = await send();
      const second = await send();
      expect([first.status, cacheOf(first), cacheOf(second)]).toEqual([200, "MISS", "HIT"]);
      const read = ({ text }: Answered) => (stream ? wire.streamed(text) : wire.whole(JSON.parse(text)));
      expect(read(second)).toEqual(read(first));
      expect(upstream.requests).toHaveLength(1);
    },
  );

  it("of embeddings", async () => {
    const body = { model: "openai/text-embedding-3-small", input: [fresh(), "b"] };
    const first = await call(gateway, "/v1/embeddings", body);
    const second = await call(gateway, "/v1/embeddings", body);
    expect([cacheOf(first), cacheOf(second)]).toEqual(["MISS", "HIT"]);
    expect(JSON.parse(second.text)["data"]).toEqual(JSON.parse(first.text)["data"]);
  });
});

describe("what is not kept", () => {
  it.each([
    ["an error", serverError()],
    ["an answer that was cut by its length", answer({ text: ["half"], finish: "length" })],
    ["an answer that was filtered", answer({ text: ["no"], finish: "filter" })],
    ["a refusal of the prompt", contentFiltered()],
    ["nothing", answer({ text: [], usage: { input: 5, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 } })],
  ])("%s", async (_, behaviour) => {
    const question = ask(fresh());
    upstream.queue(behaviour);
    await chat(question);
    expect(cacheOf(await chat(question))).not.toBe("HIT");
  });

  it("what was asked with x-no-cache: neither read nor written", async () => {
    const question = ask(fresh());
    expect(cacheOf(await chat(question, { "x-no-cache": "true" }))).toBe("BYPASS");
    expect(cacheOf(await chat(question))).toBe("MISS");
    expect(cacheOf(await chat(question, { "x-no-cache": "true" }))).toBe("BYPASS");
    expect(cacheOf(await chat(question))).toBe("HIT");
  });

  it("for longer than the request says", async () => {
    const question = ask(fresh());
    await chat(question, { "x-cache-ttl": "1" });
    expect(cacheOf(await chat(question))).toBe("HIT");
    await expect.poll(async () => cacheOf(await chat(question)), { timeout: 4_000, interval: 300 }).toBe("MISS");
  });

  it("of another project", async () => {
    const question = ask(fresh());
    await chat(question);
    const made = (await gateway.api("POST", "/projects", { name: `Other ${serial}`, cachingEnabled: true })).body as {
      project: { id: string };
    };
    const key = (await gateway.api("POST", "/api-keys", { projectId: made.project.id, description: "other" })).body as {
      key: string;
    };
    const other = await chat(question, { authorization: `Bearer ${key.key}` });
    expect([other.status, cacheOf(other)]).toEqual([200, "MISS"]);
  });
});

describe("identical requests at the same time", () => {
  it("are one call where that is asked for", async () => {
    upstream.respond(slowHeaders(150, { text: ["shared"] }));
    const question = ask(fresh());
    const answers = await Promise.all(Array.from({ length: 12 }, () => chat(question, { "x-cache-coalesce": "true" })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(upstream.requests).toHaveLength(1);
    expect(answers.filter((one) => cacheOf(one) === "HIT")).toHaveLength(11);
  });

  it("take over one after another when the first fails", async () => {
    upstream.queue(serverError());
    upstream.respond(slowHeaders(100));
    const question = ask(fresh());
    const answers = await Promise.all(Array.from({ length: 5 }, () => chat(question, { "x-cache-coalesce": "true" })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
    expect(upstream.requests).toHaveLength(2);
  });
});

it("is emptied by the management API", async () => {
  const question = ask(fresh());
  await chat(question);
  expect(cacheOf(await chat(question))).toBe("HIT");
  const purged = await gateway.api("POST", "/cache/purge", { projectId });
  expect(purged.status, JSON.stringify(purged.body)).toBe(200);
  expect(cacheOf(await chat(question))).toBe("MISS");
  const stats = await gateway.api("GET", "/cache");
  expect(stats.status, JSON.stringify(stats.body)).toBe(200);
  expect(stats.body).toMatchObject({ cache: { hits: expect.any(Number), entries: expect.any(Number) } });
});
