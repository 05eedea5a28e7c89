import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { GatewayError } from "../../errors/gateway-error.ts";
import { MAX_JSON_DEPTH } from "../../framing/json-members.ts";
import type { Endpoint } from "../endpoint.ts";
import { chatCompletions } from "../endpoints/chat-completions.ts";
import { embeddings } from "../endpoints/embeddings.ts";
import { messages } from "../endpoints/messages.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { decode } from "./decode.ts";

const MAX_BYTES = 100_000;

function decodeBody(
  body: string | Buffer,
  headers: Record<string, string | undefined> = {},
  endpoint: Endpoint = chatCompletions,
  maxBodyBytes = MAX_BYTES,
): Promise<DecodedRequest> {
  const bytes = Buffer.from(body);
  const pieces =
    bytes.length === 0 ? [] : [bytes.subarray(0, 7), bytes.subarray(7)].filter((piece) => piece.length > 0);
  const req = Object.assign(Readable.from(pieces, { objectMode: false }), {
    headers: { "content-type": "application/json", ...headers },
  });
  return decode({ req, endpoint } as unknown as Exchange, { settings: { maxBodyBytes } } as unknown as Gateway);
}

async function refusal(...args: Parameters<typeof decodeBody>): Promise<GatewayError> {
  return decodeBody(...args).then(
    () => expect.fail("was not refused"),
    (error: unknown) => error as GatewayError,
  );
}

const CHAT = { model: "openai/gpt-4o", messages: [{ role: "user", content: "hi" }] };
const chat = (more: object = {}): string => JSON.stringify({ ...CHAT, ...more });

describe("content type", () => {
  it.each(["application/json", "application/json; charset=utf-8", "APPLICATION/JSON", "application/json ;x=y"])(
    "%s is taken",
    async (type) => {
      expect((await decodeBody(chat(), { "content-type": type })).model).toBe("openai/gpt-4o");
    },
  );
  it.each([
    undefined,
    "",
    "text/plain",
    "application/jsonp",
    "application/json-seq",
    "multipart/form-data",
    "text/application/json",
  ])("%s is refused", async (type) => {
    expect(await refusal(chat(), { "content-type": type })).toMatchObject({
      code: "unsupported_media_type",
      status: 415,
    });
  });
});

describe("the body", () => {
  it.each<[string, string | Buffer, RegExp]>([
    ["empty", "", /empty/],
    ["invalid UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), /UTF-8/],
    ["an overlong UTF-8 form", Buffer.from('{"a":"\xc0\x80"}', "latin1"), /UTF-8/],
    ["an array", "[]", /one JSON object/],
    ["null", "null", /one JSON object/],
    ["a string", '"x"', /one JSON object/],
    ["a number", "1", /one JSON object/],
    ["blank", "  ", /JSON/],
  ])("%s is refused", async (_name, body, message) => {
    expect(await refusal(body)).toMatchObject({
      code: "invalid_json",
      status: 400,
      message: expect.stringMatching(message),
    });
  });

  const SECRET = "top-secret-content";
  it.each<[string, number | "end"]>([
    [`{"a":"${SECRET}","b":x}`, 30],
    [`{"a":"${SECRET}",}`, 26],
    [`{"a":"${SECRET}" "b":1}`, 26],
    [`{"a":"${SECRET}"`, "end"],
    [`{"a":"${SECRET}`, "end"],
    [`{"a":["${SECRET}",`, "end"],
    [`{"a":"${SECRET}\n"}`, 24],
    [`{"a":"${SECRET}"} x`, 27],
    [`${SECRET}`, 1],
    [`{"a": position 4242 ${SECRET}}`, 6],
  ])("%j is refused with the place and without the content", async (body, place) => {
    const { code, message } = await refusal(body);
    expect(code).toBe("invalid_json");
    for (const word of [SECRET, "secret", "4242"]) expect(message).not.toContain(word);
    expect(message).toMatch(place === "end" ? /ends too early|position \d+/ : new RegExp(`position ${place}\\b`));
  });

  it("of too much depth is refused once it must be walked, at the limit it is taken", async () => {
    const deep = (n: number): string => chat({ logit_bias: "@" }).replace('"@"', "[".repeat(n) + "]".repeat(n));
    expect((await decodeBody(deep(MAX_JSON_DEPTH))).canonical()).toMatchObject({ model: "openai/gpt-4o" });
    for (const depth of [MAX_JSON_DEPTH + 1, 20_000]) {
      const request = decodeBody(deep(depth)).then((decoded) => decoded.canonical());
      await expect(request).rejects.toMatchObject({ code: "invalid_json", message: expect.stringMatching(/deep/) });
    }
  });

  it("of too many bytes is refused, declared or not", async () => {
    expect(await refusal(chat({ user: "x".repeat(MAX_BYTES) }))).toMatchObject({
      code: "payload_too_large",
      status: 413,
    });
    expect(await refusal(chat(), { "content-length": String(MAX_BYTES + 1) })).toMatchObject({
      code: "payload_too_large",
    });
  });

  it("of too many bytes is refused with a limit that makes sense", async () => {
    expect((await refusal(chat({ user: "x".repeat(9_000) }), {}, chatCompletions, 5_000)).message).not.toMatch(
      /\b0 MB/,
    );
  });

  it("keeps its bytes, one character each", async () => {
    const body = chat({ user: "é日👩", n: 1 }).replace('"n":1', '"n": 1.0');
    const request = await decodeBody(body);
    expect(Buffer.from(request.text(), "latin1").toString("utf8")).toBe(body);
  });
});

describe("model", () => {
  it.each([undefined, null, "", 7, {}, [], "x".repeat(513)])("%j is refused", async (model) => {
    for (const endpoint of [chatCompletions, messages, embeddings]) {
      expect(await refusal(chat({ model, max_tokens: 5, input: "x" }), {}, endpoint)).toMatchObject({
        code: "invalid_parameters",
        param: "model",
      });
    }
  });
});

describe("what a wire relies on", () => {
  it.each<[Endpoint, object, string]>([
    [chatCompletions, { messages: undefined }, "messages"],
    [chatCompletions, { messages: [] }, "messages"],
    [
      chatCompletions,
      {
        messages: [
          { role: "user", content: "x" },
          { role: "robot", content: "x" },
        ],
      },
      "messages[1].role",
    ],
    [chatCompletions, { messages: [{ role: "user", content: 7 }] }, "messages[0].content"],
    [chatCompletions, { stream: "yes" }, "stream"],
    [chatCompletions, { stream_options: [] }, "stream_options"],
    [chatCompletions, { temperature: "warm" }, "temperature"],
    [messages, {}, "max_tokens"],
    [messages, { max_tokens: "many" }, "max_tokens"],
    [embeddings, {}, "input"],
    [embeddings, { input: [] }, "input"],
  ])("%# %j is refused", async (endpoint, more, param) => {
    expect(await refusal(chat(more), {}, endpoint)).toMatchObject({ code: "invalid_parameters", status: 400, param });
  });
});

describe("what is read", () => {
  it.each<[object, object]>([
    [
      {},
      {
        stream: false,
        includeUsage: false,
        hints: {},
        fallbackChain: [],
        noFallback: false,
        maxOutputTokens: undefined,
      },
    ],
    [
      { stream: true, stream_options: { include_usage: true } },
      { stream: true, includeUsage: true },
    ],
    [
      { stream: null, stream_options: null },
      { stream: false, includeUsage: false },
    ],
    [{ stream_options: { include_usage: "true" } }, { includeUsage: false }],
    [{ max_tokens: 10 }, { maxOutputTokens: 10 }],
    [{ max_tokens: 10, max_completion_tokens: 20 }, { maxOutputTokens: 20 }],
    [{ max_tokens: 10, max_completion_tokens: null }, { maxOutputTokens: 10 }],
    [{ max_tokens: -1 }, { maxOutputTokens: undefined }],
    [
      { "x-fallback-chain": ["a/b"], "x-routing-hints": { priority: "quality" } },
      { fallbackChain: ["a/b"], hints: { priority: "quality" } },
    ],
  ])("%j", async (more, expected) => {
    expect(await decodeBody(chat(more))).toMatchObject(expected);
  });

  it("takes x-no-fallback only for 'true'", async () => {
    expect((await decodeBody(chat(), { "x-no-fallback": "true" })).noFallback).toBe(true);
    expect((await decodeBody(chat(), { "x-no-fallback": "false" })).noFallback).toBe(false);
  });

  it("refuses hints with their path", async () => {
    expect(await refusal(chat({ "x-routing-hints": { priority: "x" } }))).toMatchObject({
      code: "invalid_parameters",
      param: "x-routing-hints.priority",
    });
  });

  it("makes the canonical form once, and only when asked", async () => {
    const request = await decodeBody(chat());
    expect(request.canonical()).toBe(request.canonical());
  });
});
