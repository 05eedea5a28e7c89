import { afterAll, afterEach, describe, expect, it } from "vitest";
import { startGateway } from "../harness/gateway.ts";
import { startUpstream } from "../upstream/index.ts";
import { call, expectAlive, expectError, WIRES } from "./expect-error.ts";

const upstream = await startUpstream();
const gateway = await startGateway({ upstream });
afterEach(() => expectAlive(gateway));
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

const MESSAGES = [{ role: "user", content: "hi" }];

const BROKEN: ReadonlyArray<readonly [name: string, body: string | Buffer, says: RegExp]> = [
  ["nothing", "", /empty/],
  ["a brace", "{", /too early|position 1/],
  ["a cut body", '{"model":"mock/echo","messages":[{"role":"us', /too early|position 44/],
  ["a trailing comma", '{"model":"mock/echo",}', /position 21/],
  ["single quotes", "{'model':'mock/echo'}", /position 1/],
  ["two values", "{}{}", /position 2/],
  ["NaN", '{"model":NaN}', /position 9|cannot be parsed/],
  ["a bare word", "hello", /position 0|cannot be parsed/],
  ["a byte order mark", "\uFEFF{}", /position 0|cannot be parsed/],
  ["a raw line break in a string", '{"model":"a\nb"}', /position 11/],
  ["a comment", '{"model":"mock/echo"/*x*/}', /position 20/],
  ["an array", "[]", /one JSON object/],
  ["an array of requests", '[{"model":"mock/echo"}]', /one JSON object/],
  ["null", "null", /one JSON object/],
  ["a number", "42", /one JSON object/],
  ["a string", '"mock/echo"', /one JSON object/],
  ["invalid UTF-8", Buffer.from('{"model":"mock/\xff\xfe"}', "latin1"), /UTF-8/],
  ["an overlong encoding", Buffer.from('{"model":"\xc0\xaf"}', "latin1"), /UTF-8/],
  ["an encoded surrogate", Buffer.from('{"model":"\xed\xa0\x80"}', "latin1"), /UTF-8/],
  ["UTF-16", Buffer.from('{"model":"mock/echo"}', "utf16le"), /position|UTF-8|parsed/],
  ["a zero byte", '{"model":"mock/echo"}\0', /position 21/],
  ["form fields", "model=mock/echo&stream=true", /position 0|cannot be parsed/],
];

const MODELS: ReadonlyArray<readonly [name: string, value: unknown]> = [
  ["missing", undefined],
  ["null", null],
  ["empty", ""],
  ["a number", 7],
  ["an array", ["mock/echo"]],
  ["an object", { id: "mock/echo" }],
  ["too long", "m".repeat(513)],
];

const MESSAGE_LISTS: ReadonlyArray<readonly [name: string, value: unknown, param: string]> = [
  ["missing", undefined, "messages"],
  ["null", null, "messages"],
  ["a string", "hi", "messages"],
  ["an object", { role: "user" }, "messages"],
  ["empty", [], "messages"],
  ["of strings", ["hi"], "messages[0]"],
  ["with null", [...MESSAGES, null], "messages[1]"],
  ["with an array", [[]], "messages[0]"],
  ["with an unknown role", [{ role: "wizard", content: "hi" }], "messages[0].role"],
  ["with a role that is an object", [{ role: { toString: 1 }, content: "hi" }], "messages[0].role"],
  ["with a number as content", [{ role: "user", content: 7 }], "messages[0].content"],
  ["with an object as content", [{ role: "user", content: { text: "hi" } }], "messages[0].content"],
];

describe.each(WIRES)("$path", ({ wire, path, extra }) => {
  const paramIn = (text: string): unknown => {
    const { error } = JSON.parse(text) as { error: { param?: unknown; details?: { param?: unknown } } };
    return error.param ?? error.details?.param;
  };

  it.each(BROKEN)("refuses %s", async (_name, body, says) => {
    const message = expectError(await call(gateway, path, body), wire, 400, "invalid_json");
    expect(message).toMatch(says);
  });

  it.each(MODELS)("refuses a model that is %s", async (_name, model) => {
    const answer = await call(gateway, path, { model, messages: MESSAGES, ...extra });
    expect(expectError(answer, wire, 400, "invalid_parameters")).toContain("'model'");
    expect(paramIn(answer.text)).toBe("model");
  });

  it.each(MESSAGE_LISTS)("refuses messages %s", async (_name, messages, param) => {
    const answer = await call(gateway, path, { model: "openai/gpt-4o-mini", messages, ...extra });
    expect(expectError(answer, wire, 400, "invalid_parameters")).toContain(`'${param}'`);
    expect(paramIn(answer.text)).toBe(param);
  });

  it("names the nearest models to one it does not know", async () => {
    const answer = await call(gateway, path, { model: "gpt-4o-mni", messages: MESSAGES, ...extra });
    expect(expectError(answer, wire, 404, "model_not_found")).toMatch(/Did you mean '.*gpt-4o-mini'/);
  });

  it("repeats no more than the start of a long unknown model", async () => {
    const answer = await call(gateway, path, { model: "z".repeat(500), messages: MESSAGES, ...extra });
    expect(expectError(answer, wire, 404, "model_not_found").length).toBeLessThan(400);
  });

  it.each([
    ["missing", ""],
    ["of a form", "application/x-www-form-urlencoded"],
    ["of plain text", "text/plain"],
    ["that only begins like JSON's", "application/jsonp"],
    ["of JSON lines", "application/json-seq"],
    ["of multipart", "multipart/form-data; boundary=x"],
  ])("refuses a content type %s", async (_name, type) => {
    const body = Buffer.from(JSON.stringify({ model: "mock/echo", messages: MESSAGES, ...extra }));
    const answer = await call(gateway, path, body, { "content-type": type });
    expect(expectError(answer, wire, 415, "unsupported_media_type")).toContain("application/json");
  });

  it.each(["application/json; charset=utf-8", "Application/JSON", "application/json ;x=y"])(
    "takes the content type %s",
    async (type) => {
      const body = { model: "mock/echo", messages: MESSAGES, ...extra };
      expect((await call(gateway, path, body, { "content-type": type })).status).toBe(200);
    },
  );

  it("keeps lone surrogates, zero characters and odd member names away from harm", async () => {
    const before = upstream.requests.length;
    const hostile =
      `{"model":"openai/gpt-4o-mini","messages":[{"role":"user","content":"\\ud800 \\u0000 \\udfff"}],` +
      `"max_tokens":9,"__proto__":{"stream":true,"x":1},"constructor":{"prototype":{"stream":true}},"toString":"x"}`;
    const answer = await call(gateway, path, hostile, {
      "x-llmgateway-__proto__": "polluted",
      "x-tags": "constructor=1",
    });
    expect(`${answer.status} ${answer.text}`).toMatch(/^200 .*word60/);
    expect(answer.headers.get("content-type")).toBe("application/json");
    const sent = upstream.requests[before]?.body.toString("utf8") ?? "";
    expect(JSON.parse(sent)).not.toHaveProperty("stream", true);
    // Relayed bytes are the caller's own; a translation may not invent members from a prototype.
    if (wire === "openai") expect(sent).toContain('"content":"\\ud800 \\u0000 \\udfff"');
  });

  it("takes the last of two models and lets none of the caller's names through", async () => {
    const before = upstream.requests.length;
    const max = wire === "anthropic" ? `"max_tokens":9,` : "";
    const provider = wire === "openai" ? "openai/gpt-4o-mini" : "anthropic/claude-haiku-4-5";
    const body = `{"model":"mock/echo",${max}"messages":[{"role":"user","content":"x"}],"model":"${provider}"}`;
    const answer = await call(gateway, path, body);
    expect(JSON.parse(answer.text)).toHaveProperty("model", provider);
    const sent = upstream.requests[before]?.body.toString("utf8") ?? "";
    expect(sent).not.toContain("mock/echo");
    expect(sent).not.toContain(provider);
  });

  it("takes a model whose name is spelt with escapes", async () => {
    const max = wire === "anthropic" ? `"max_tokens":9,` : "";
    const body = `{"\\u006dodel":"mock\\/ech\\u006f",${max}"messages":[{"role":"user","content":"x"}]}`;
    expect(JSON.parse((await call(gateway, path, body)).text)).toHaveProperty("model", "mock/echo");
  });

  it.each([
    ["with a space", "a b"],
    ["with markup", "<script>alert(1)</script>"],
    ["too long", "x".repeat(129)],
    ["with quotes", `"; drop table logs; --`],
    ["with a path", "../../etc/passwd"],
  ])("makes its own request id instead of one %s", async (_name, id) => {
    const answer = await call(gateway, path, "{", { "x-request-id": id });
    expect(answer.headers.get("x-request-id")).toMatch(/^req_[A-Za-z0-9]{10,}$/);
    expect(answer.text).not.toContain(id);
  });

  it("bounds tags, source and session", async () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`x-llmgateway-t${i}`, "v".repeat(20)]));
    const id = `labels-${wire}`;
    const headers = { ...many, "x-session-id": "s".repeat(2000), "x-source": "<b>\xe9</b>", "x-request-id": id };
    const answer = await call(gateway, path, { model: "mock/echo", messages: MESSAGES, ...extra }, headers);
    expect(answer.status).toBe(200);
    await expect.poll(async () => (await gateway.logs({ requestId: id })).length).toBe(1);
    const [log] = await gateway.logs({ requestId: id });
    expect(Object.keys(log?.["tags"] as object)).toHaveLength(32);
    expect(String(log?.["sessionId"])).toHaveLength(256);
    expect(log?.["source"]).toBe("<b>\xe9</b>");
  });
});
