import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  type ConfigHandle,
  defaultProject,
  draftConfig,
  newProject,
  type ProjectHandle,
  serveAndWait,
  serveConfig,
} from "../harness/configs.ts";
import { startGateway } from "../harness/gateway.ts";
import { answer, serverError, startUpstream } from "../upstream/index.ts";
import { call } from "./expect-error.ts";

const upstream = await startUpstream();
const gateway = await startGateway({ upstream, env: { RETRIES: "0", ALLOW_PRIVATE_URLS: "true" } });
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

let project: ProjectHandle;
beforeAll(async () => {
  project = await defaultProject(gateway);
});

const as = ({ key }: ProjectHandle) => ({ authorization: `Bearer ${key}` });
const chat = (model: string, more: object = {}, of: ProjectHandle = project) =>
  call(gateway, "/v1/chat/completions", { model, messages: [{ role: "user", content: "hello" }], ...more }, as(of));
const receiptOf = async (headers: Headers) =>
  (await gateway.receipt(headers.get("x-request-id") ?? "")).body as Record<string, Record<string, unknown>>;

const EVERYTHING = `
chat_models:
  - model_id: first
    model: openai/gpt-4o-mini
    credentials:
      base_url: ${upstream.url}/v1
      api_key: sk-of-the-configuration
    retry_attempts: 0
  - model_id: second
    model: mock/second
embedding_models:
  - {model_id: vectors, model: mock/embeddings}
transcription_models:
  - {model_id: ears, model: mock/whisper}
guardrails:
  - {name: mail, type: pii, where: input, behavior: redact, parameters: {types: [email]}}
  - {name: never, type: contains, behavior: block, parameters: {values: [xyzzy]}}
routes:
  talk: {chat_models: [first, second], fallback: [{target: first, fallbacks: [second]}]}
  guarded: {chat_models: [second], guardrails: [mail, never]}
  kept: {chat_models: [second], caching: {type: exact, ttl: 60}}
  vectors: {embedding_models: [vectors]}
  ears: {transcription_models: [ears]}
`;

describe("a configuration that is served", () => {
  let config: ConfigHandle;
  beforeAll(async () => {
    config = await serveAndWait(gateway, project, EVERYTHING, "talk");
  });

  it("answers on every wire with its own credentials", async () => {
    upstream.respond(answer({ text: ["from ", "the model"] }));
    const bodies = [
      ["/v1/chat/completions", { messages: [{ role: "user", content: "hi" }] }],
      ["/v1/messages", { max_tokens: 20, messages: [{ role: "user", content: "hi" }] }],
      ["/v1/responses", { input: "hi" }],
    ] as const;
    for (const [path, body] of bodies) {
      for (const stream of [false, true]) {
        const { status, text } = await call(gateway, path, { model: "default/talk", stream, ...body });
        expect([path, stream, status]).toEqual([path, stream, 200]);
        expect(text).toContain(stream ? "the model" : "from the model");
      }
    }
    expect(upstream.requests).not.toHaveLength(0);
    for (const { headers } of upstream.requests)
      expect(headers["authorization"]).toBe("Bearer sk-of-the-configuration");
  });

  it("answers embeddings and transcriptions, and says where a route has no model for an endpoint", async () => {
    const vectors = await call(gateway, "/v1/embeddings", { model: "default/vectors", input: "hi" });
    expect(vectors.status).toBe(200);
    const form = new FormData();
    form.set("model", "default/ears");
    form.set("file", new Blob([Buffer.alloc(2_000)], { type: "audio/wav" }), "a.wav");
    const heard = await fetch(`${gateway.url}/v1/audio/transcriptions`, {
      method: "POST",
      headers: as(project),
      body: form,
    });
    expect([heard.status, await heard.text()]).toEqual([200, expect.any(String)]);
    const wrong = await call(gateway, "/v1/embeddings", { model: "default/talk", input: "hi" });
    expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining("no model for this endpoint")]);
  });

  it("falls back as the route says, and the receipt names project, route and version", async () => {
    upstream.respond(serverError());
    const { status, text, headers } = await chat("default/talk");
    expect([status, text]).toEqual([200, expect.stringContaining("mock/second")]);
    const receipt = await receiptOf(headers);
    expect(receipt["fallback"]).toMatchObject({ used: true });
    expect(JSON.stringify(receipt)).toContain(config.id);
    const alone = await call(
      gateway,
      "/v1/chat/completions",
      { model: "default/talk", messages: [{ role: "user", content: "hello" }] },
      { "x-no-fallback": "true" },
    );
    expect(alone.status).toBe(502);
    upstream.reset();
  });

  it("has guardrails and caching of its own, and no other route has them", async () => {
    const content = `write to jo@example.com ${process.pid}`;
    const ask = (route: string) => chat(`default/${route}`, { messages: [{ role: "user", content }] });
    expect((await ask("guarded")).text).not.toContain("jo@example.com");
    expect((await ask("kept")).text).toContain("jo@example.com");
    expect((await ask("kept")).headers.get("x-llm-gateway-cache")).toBe("HIT");
    expect((await ask("guarded")).headers.get("x-llm-gateway-cache")).toBe("BYPASS");
    const blocked = await chat("default/guarded", { messages: [{ role: "user", content: "xyzzy" }] });
    expect(blocked.status).toBe(400);
    expect((await chat("default/kept", { messages: [{ role: "user", content: "xyzzy" }] })).status).toBe(200);
  });

  it("names the nearest route for one that is not there", async () => {
    const { status, text } = await chat("default/tlak");
    expect([status, text]).toEqual([404, expect.stringContaining("Did you mean 'default/talk'?")]);
    // Models by themselves are for the gateway's own questions.
    expect((await chat("default/~second")).status).toBe(404);
  });

  it("keys can be held to routes", async () => {
    const { body } = await gateway.api("POST", "/api-keys", {
      projectId: project.id,
      iam: [{ effect: "allow", on: "models", values: ["default/guarded"] }],
    });
    const held = { ...project, key: (body as { key: string }).key };
    expect((await chat("default/guarded", {}, held)).status).toBe(200);
    expect((await chat("default/kept", {}, held)).status).toBe(403);
    expect((await chat("mock/second", {}, held)).status).toBe(403);
  });

  it("keys that are held to a route pass its judge, whom they may not ask themselves", async () => {
    const judged = await newProject(gateway, "Judged");
    const yaml = `
chat_models:
  - {model_id: says, model: mock/says}
  - {model_id: judges, model: mock/judges, params: {response_text: '{"is_triggered": false, "reasoning": "fine"}'}}
guardrails: [{name: g, type: judge, where: input, parameters: {model_id: judges, prompt: No rudeness.}}]
routes: {talk: {chat_models: [says], guardrails: [g]}}`;
    await serveAndWait(gateway, judged, yaml, "talk");
    const iam = [{ effect: "allow", on: "models", values: ["judged/talk"] }];
    const { body } = await gateway.api("POST", "/api-keys", { projectId: judged.id, iam });
    const held = { ...judged, key: (body as { key: string }).key };
    expect(await chat("judged/talk", {}, held)).toMatchObject({ status: 200 });
    expect((await chat("mock/judges", {}, held)).status).toBe(403);
    expect((await chat("judged/~judges", {}, held)).status).toBe(404);
  });

  it("tells nobody the key that a provider quotes", async () => {
    upstream.respond(({ response }) => {
      response.writeHead(401, { "content-type": "application/json" });
      response.end(JSON.stringify({ error: { message: "No such key: sk-of-the-configuration!" } }));
    });
    const { status, text } = await call(
      gateway,
      "/v1/chat/completions",
      { model: "default/talk", messages: [{ role: "user", content: "hello" }] },
      { "x-no-fallback": "true" },
    );
    upstream.reset();
    const { message } = JSON.parse(text) as { message: string };
    expect([status, message]).toEqual([502, expect.stringContaining("No such key: …[masked]!")]);
    expect(text).not.toContain("sk-of-the-configuration");
  });

  it("is among the models of its project's keys, and of nobody else's", async () => {
    const list = async (headers: Record<string, string>) =>
      (await (await fetch(`${gateway.url}/v1/models`, { headers })).json()) as { data: { id: string }[] };
    const { data } = await list(as(project));
    expect(data.find(({ id }) => id === "default/talk")).toMatchObject({ object: "model", owned_by: "default" });
    expect(data.map(({ id }) => id)).not.toContain("default/~second");
    expect((await list({})).data.map(({ id }) => id)).not.toContain("default/talk");
    const one = (headers: Record<string, string>) => fetch(`${gateway.url}/v1/models/default/talk`, { headers });
    expect(await (await one(as(project))).json()).toMatchObject({ id: "default/talk" });
    expect((await one({})).status).toBe(404);
  });
});

describe("projects", () => {
  it("have routes of the same name, and see none of each other's", async () => {
    const [left, right] = [await newProject(gateway, "Left"), await newProject(gateway, "Right")];
    const of = (name: string) =>
      `chat_models: [{model_id: m, model: mock/${name}}]\nroutes: {same: {chat_models: [m]}}`;
    await serveAndWait(gateway, left, of("of-left"), "same");
    await serveAndWait(gateway, right, of("of-right"), "same");
    expect((await chat("left/same", {}, left)).text).toContain("mock/of-left");
    expect((await chat("right/same", {}, right)).text).toContain("mock/of-right");
    for (const [model, project] of [
      ["left/same", right],
      ["right/same", left],
      ["default/talk", left],
    ] as const) {
      const { status, text } = await chat(model, {}, project);
      expect([status, text]).toEqual([404, expect.not.stringContaining("of-")]);
    }
  });
});

describe("what is not served", () => {
  it("can be tried without a call, on behalf of its project alone", async () => {
    const draft = await draftConfig(gateway, project, EVERYTHING.replaceAll("talk:", "speak:"));
    const dry = (model: string, id = draft.id, of = project) =>
      call(
        gateway,
        "/v1/route",
        { model, messages: [{ role: "user", content: "?" }] },
        { ...as(of), "x-llm-gateway-config": id },
      );
    const { status, text } = await dry("default/speak");
    expect([status, JSON.parse(text)]).toMatchObject([
      200,
      {
        route: { project: "default", route: "speak", config_id: draft.id, config_version: draft.version },
        candidates: [
          { model: "openai/gpt-4o-mini", asked: true },
          { model: "mock/second", asked: true },
        ],
      },
    ]);
    expect((await dry("default/talk")).status).toBe(404);
    expect((await dry("default/speak", "cfg_none")).status).toBe(400);
    const other = await newProject(gateway, "Other");
    expect((await dry("default/speak", draft.id, other)).status).toBe(400);
    expect((await chat("default/speak")).status).toBe(404);
  });

  it("in the shadow is the same where both refuse, and where a routing chooses once a request is admitted", async () => {
    const shaded = await newProject(gateway, "Shaded");
    const yaml = `
chat_models:
  - {model_id: a, model: mock/a, input_cost_per_million_tokens: 1, output_cost_per_million_tokens: 1}
  - {model_id: none, model: groq/llama-3.3-70b-versatile}
routing: [{name: by, type: deterministic, rule: budget, default_model_id: a, output_mapping: [{model_id: a, conditions: {threshold: 0}}]}]
routes:
  choosing: {chat_models: [a], routing: by, budget_limiting: {max_budget: 100}}
  refused: {chat_models: [none]}`;
    await serveAndWait(gateway, shaded, yaml, "choosing");
    const { id } = await draftConfig(gateway, shaded, `# again${yaml}`);
    await gateway.api("POST", `/configs/${id}/approve`, {});
    await gateway.api("POST", `/configs/${id}/shadow`, { percent: 100 });
    await vi.waitFor(
      async () => {
        await chat("shaded/choosing", {}, shaded);
        await chat("shaded/refused", {}, shaded);
        const { body } = await gateway.api("GET", `/configs/${id}/shadow`);
        const { shadow } = body as { shadow: { requests: number; same: number; outcomes: { route: string }[] } };
        expect(new Set(shadow.outcomes.map(({ route }) => route)).size).toBe(2);
        expect(shadow.same).toBe(shadow.requests);
      },
      { timeout: 15_000, interval: 500 },
    );
  }, 20_000);

  it("is refused where it could not be served, and what is served stays", async () => {
    const yaml = `chat_models: [{model_id: m, model: mock/m}]
guardrails: [{name: g, type: guardrails_ai, parameters: {guard_name: x}}]
routes: {talk: {chat_models: [m], guardrails: [g]}}`;
    await expect(serveConfig(gateway, project, yaml)).rejects.toThrow(/400.*guardrails_ai cannot be served here/);
    expect((await chat("default/talk")).status).toBe(200);
  });
});
