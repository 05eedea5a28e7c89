import { request as httpRequest } from "node:http";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { startGateway } from "../harness/gateway.ts";
import { startUpstream } from "../upstream/index.ts";
import { answerBytes, answerEvents, answerJson, cutBytes, shortOfLength, streamBytes } from "../upstream/media.ts";
import { call, expectAlive, expectError } from "./expect-error.ts";

const upstream = await startUpstream();
const gateway = await startGateway({ upstream, env: { MAX_BODY_BYTES: "200000" } });
beforeEach(() => upstream.reset());
afterEach(() => expectAlive(gateway));
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

const SPEECH = { input: "Hello", voice: "alloy" };
/** Each a model that nothing else calls, so that one's failures open no circuit of another. */
let models = 0;
function fresh(): string {
  models += 1;
  return `openai/media-${models}`;
}

describe("a request that is wrong", () => {
  const EDIT = { model: "openai/gpt-image-1", prompt: "x" };
  it.each<[string, string, unknown, string]>([
    ["no prompt", "/v1/images/generations", { model: "openai/gpt-image-1" }, "prompt"],
    ["a prompt that is no text", "/v1/images/generations", { model: "openai/gpt-image-1", prompt: ["x"] }, "prompt"],
    ["no image at all", "/v1/images/generations", { model: "openai/gpt-image-1", prompt: "x", n: 0 }, "n"],
    ["half an image", "/v1/images/generations", { model: "openai/gpt-image-1", prompt: "x", n: 1.5 }, "n"],
    ["a crowd of images", "/v1/images/generations", { model: "openai/gpt-image-1", prompt: "x", n: 1e9 }, "n"],
    ["an edit of nothing", "/v1/images/edits", EDIT, "image"],
    ["an edit of null", "/v1/images/edits", { ...EDIT, image: null }, "image"],
    ["an edit of no images", "/v1/images/edits", { ...EDIT, images: [] }, "image"],
    ["an edit of an empty object", "/v1/images/edits", { ...EDIT, images: [{}] }, "image"],
    ["nothing to judge", "/v1/moderations", {}, "input"],
    ["numbers to judge", "/v1/moderations", { input: [1] }, "input"],
    ["no query", "/v1/rerank", { model: "cohere/x", documents: ["a"] }, "query"],
    ["no documents", "/v1/rerank", { model: "cohere/x", query: "q", documents: [] }, "documents"],
    [
      "a document that is a number",
      "/v1/rerank",
      { model: "cohere/x", query: "q", documents: ["a", 1] },
      "documents[1]",
    ],
    ["a negative top", "/v1/rerank", { model: "cohere/x", query: "q", documents: ["a"], top_n: -1 }, "top_n"],
    ["nothing to say", "/v1/audio/speech", { model: "openai/tts-1", input: "", voice: "alloy" }, "input"],
    [
      "an unknown stream",
      "/v1/audio/speech",
      { model: "openai/tts-1", ...SPEECH, stream_format: "x" },
      "stream_format",
    ],
    ["no file", "/v1/audio/transcriptions", { model: "openai/whisper-1" }, "file"],
    ["a file that is text", "/v1/audio/transcriptions", { model: "openai/whisper-1", file: "x" }, "file"],
    ["no model", "/v1/audio/speech", SPEECH, "model"],
    ["auto", "/v1/audio/speech", { ...SPEECH, model: "auto" }, "model"],
    ["an operation the provider lacks", "/v1/rerank", { model: "openai/x", query: "q", documents: ["a"] }, "model"],
  ])("%s", async (_name, path, body, param) => {
    const answer = await call(gateway, path, body);
    expectError(answer, "openai", 400, "invalid_parameters");
    expect(JSON.parse(answer.text)).toMatchObject({ error: { param } });
    expect(upstream.requests).toEqual([]);
  });
});

describe("a form that is wrong", () => {
  const PATH = "/v1/audio/transcriptions";
  const TYPE = "multipart/form-data; boundary=b";
  const part = (head: string, body: string): string =>
    `--b\r\ncontent-disposition: form-data; ${head}\r\n\r\n${body}\r\n`;
  const model = part('name="model"', "openai/whisper-1");
  const file = part('name="file"; filename="a.wav"', "RIFF");

  it.each<[string, string, string, number, string]>([
    ["without a boundary", "multipart/form-data", `${model}${file}--b--`, 415, "unsupported_media_type"],
    ["with an empty boundary", "multipart/form-data; x=1", `${model}${file}--b--`, 400, "invalid_parameters"],
    ["with another boundary", "multipart/form-data; boundary=c", `${model}${file}--b--`, 400, "invalid_parameters"],
    [
      "that is cut",
      TYPE,
      `${model}--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nRI`,
      400,
      "invalid_parameters",
    ],
    ["that is empty", TYPE, "--b--\r\n", 400, "invalid_parameters"],
    ["without a file", TYPE, `${model}--b--\r\n`, 400, "invalid_parameters"],
    [
      "with an empty file",
      TYPE,
      `${model}${part('name="file"; filename="a"', "")}--b--\r\n`,
      400,
      "invalid_parameters",
    ],
    ["with two models", TYPE, `${model}${model}${file}--b--\r\n`, 400, "invalid_parameters"],
    ["with too many parts", TYPE, `${part('name="x"', "1").repeat(300)}--b--\r\n`, 400, "invalid_parameters"],
    ["of the wrong type", "application/x-www-form-urlencoded", "model=x", 415, "unsupported_media_type"],
    ["that is text", "text/plain", "x", 415, "unsupported_media_type"],
    [
      "that is too large",
      TYPE,
      `${model}${part('name="file"; filename="a"', "x".repeat(250_000))}--b--\r\n`,
      413,
      "payload_too_large",
    ],
  ])("%s", async (_name, type, body, status, code) => {
    const answer = await call(gateway, PATH, body, { "content-type": type });
    expectError(answer, "openai", status, code);
    expect(upstream.requests).toEqual([]);
  });

  it("is not taken where there are no files", async () => {
    const answer = await call(gateway, "/v1/images/generations", `${model}--b--\r\n`, { "content-type": TYPE });
    expectError(answer, "openai", 415, "unsupported_media_type");
  });

  it("named like what every object has is a form like any other", async () => {
    upstream.respond(answerJson({ text: "ok" }));
    const odd = ["__proto__", "constructor", "toString"].map((name) => part(`name="${name}"`, "x")).join("");
    const answer = await call(gateway, PATH, `${model}${odd}${file}--b--\r\n`, { "content-type": TYPE });
    expect(answer.status).toBe(200);
  });

  it("keeps the gateway's own fields to itself", async () => {
    upstream.respond(answerJson({ text: "ok" }));
    const hints = part('name="x-routing-hints"', '{"priority":"cost"}');
    const answer = await call(gateway, PATH, `${model}${hints}${file}--b--\r\n`, { "content-type": TYPE });
    expect(answer.status).toBe(200);
    expect(upstream.requests[0]?.body.toString("latin1")).not.toContain("x-routing-hints");
  });
});

describe("an answer that is no audio", () => {
  it.each<[string, Parameters<typeof upstream.respond>[0]]>([
    ["a page of HTML", answerBytes("text/html", "<html>Sign in</html>")],
    ["JSON without audio", answerJson({ data: [] })],
    ["nothing", answerBytes("audio/mpeg", "")],
    ["a connection that breaks at once", ({ cut }) => cut("reset")],
  ])("%s becomes an error", async (_name, behaviour) => {
    upstream.respond(behaviour);
    const answer = await call(gateway, "/v1/audio/speech", { model: fresh(), ...SPEECH });
    expectError(answer, "openai", 502, "all_providers_failed");
  });

  it("an error under status 200 is that error", async () => {
    upstream.respond(answerJson({ error: { message: "bad voice", type: "invalid_request_error", code: "400" } }));
    const answer = await call(gateway, "/v1/audio/speech", { model: fresh(), ...SPEECH });
    expect(`${answer.status} ${answer.text}`).toMatch(/^400 .*bad voice/);
  });
});

describe("audio that breaks off", () => {
  const sound = Buffer.alloc(3_000, 7);
  it.each<[string, Parameters<typeof upstream.respond>[0]]>([
    ["closed in the middle", cutBytes("audio/mpeg", sound, "destroy")],
    ["reset", cutBytes("audio/mpeg", sound, "reset")],
    ["short of its length", shortOfLength("audio/mpeg", sound, 500)],
  ])("%s ends with the connection, never as a whole answer", async (_name, behaviour) => {
    upstream.respond(behaviour);
    const heard = await listen({ model: fresh(), ...SPEECH });
    expect(heard).toMatchObject({ status: 200, complete: false });
    const receipt = await gateway.receipt(heard.id);
    expect(receipt.body).toMatchObject({ execution: { finish_reason: "interrupted", tokens_estimated: true } });
  });

  it("whole audio ends well", async () => {
    upstream.respond(streamBytes("audio/mpeg", [sound, sound]));
    expect(await listen({ model: fresh(), ...SPEECH })).toMatchObject({ status: 200, complete: true, bytes: 6_000 });
  });
});

describe("pictures and transcripts that break off", () => {
  it.each([
    ["/v1/images/generations", { prompt: "x", stream: true }, "image_generation.partial_image"],
    ["/v1/audio/transcriptions", { stream: true, url: "https://x.test/a.wav" }, "transcript.text.delta"],
  ])("%s ends with an error", async (path, body, type) => {
    upstream.respond(answerEvents([{ type, delta: "a" }], false));
    const answer = await call(gateway, path, { model: fresh(), ...body });
    expect(answer.status).toBe(200);
    expect(answer.text).toMatch(/data: \{"error":\{"message":"The answer broke off/);
    expect(answer.text).not.toContain("x-llm-gateway");
  });
});

describe("answers without what they are there for", () => {
  it.each([
    ["/v1/images/generations", { prompt: "x" }],
    ["/v1/moderations", { input: "x" }],
    ["/v1/audio/transcriptions", { url: "https://x.test/a.wav" }],
  ])("of %s are failures", async (path, body) => {
    upstream.respond(answerJson({ id: "x" }));
    const answer = await call(gateway, path, { model: fresh(), ...body });
    expectError(answer, "openai", 502, "all_providers_failed");
  });
});

interface Heard {
  readonly status: number;
  readonly id: string;
  readonly bytes: number;
  /** Whether HTTP says that the answer is whole. */
  readonly complete: boolean;
}

/** Listens to speech down at HTTP: `fetch` hides how an answer ended. */
function listen(body: object): Promise<Heard> {
  const { promise, resolve, reject } = Promise.withResolvers<Heard>();
  const headers = { authorization: `Bearer ${gateway.apiKey}`, "content-type": "application/json" };
  const sent = httpRequest(`${gateway.url}/v1/audio/speech`, { method: "POST", headers }, (answer) => {
    let bytes = 0;
    answer.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
    });
    answer.on("error", () => {});
    answer.on("close", () => {
      const { statusCode: status = 0, complete } = answer;
      resolve({ status, id: String(answer.headers["x-request-id"]), bytes, complete });
    });
  });
  sent.on("error", reject);
  sent.end(JSON.stringify(body));
  return promise;
}
