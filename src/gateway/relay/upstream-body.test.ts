import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Quirk } from "../../dialects/quirks.ts";
import { target as encodeTarget } from "../../dialects/test-support.ts";
import { isGatewayError } from "../../errors/gateway-error.ts";
import type { Endpoint } from "../endpoint.ts";
import { chatCompletions } from "../endpoints/chat-completions.ts";
import { messages } from "../endpoints/messages.ts";
import type { DecodedRequest } from "../exchange.ts";
import type { Target } from "../routing/target.ts";
import { upstreamBody } from "./upstream-body.ts";

const NATIVE = "gpt-native";

function target(
  quirks: readonly Quirk[] = [],
  dialect: Target["dialect"] = "openai-chat",
  nativeModel = NATIVE,
): Target {
  return {
    dialect,
    nativeModel,
    nativeJson: JSON.stringify(nativeModel),
    encode: encodeTarget({ quirks }),
  } as unknown as Target;
}

function request(text: string, endpoint: Endpoint = chatCompletions): DecodedRequest {
  const bytes = Buffer.from(text);
  const body = JSON.parse(text) as Record<string, unknown>;
  const model = String(body["model"]);
  return {
    body,
    bytes,
    json: text,
    text: () => bytes.toString("latin1"),
    model,
    modelInBody: true,
    stream: body["stream"] === true,
    canonical: () => endpoint.chat?.decodeRequest(body),
  } as unknown as DecodedRequest;
}

function relayed(text: string, quirks: readonly Quirk[] = [], endpoint: Endpoint = chatCompletions): string {
  const dialect = endpoint.dialect.id as Target["dialect"];
  return upstreamBody(endpoint, request(text, endpoint), target(quirks, dialect)).bytes.toString("utf8");
}

const MESSAGES = '"messages":[{"role":"user","content":"é日👩 \\u00e9 \\"model\\":\\"x\\""}]';

describe("a body in the provider's own wire", () => {
  it.each<[string, string, string]>([
    [
      "keeps all else",
      `{ "model" : "openai/gpt" , ${MESSAGES}, "top_p": 1.0, "seed": 12345678901234567890, "n":1e0 }`,
      `{ "model" : "${NATIVE}" , ${MESSAGES}, "top_p": 1.0, "seed": 12345678901234567890, "n":1e0 }`,
    ],
    ["whose model comes last", `{${MESSAGES},"model":"openai/gpt"}`, `{${MESSAGES},"model":"${NATIVE}"}`],
    [
      "whose nested objects name models",
      `{"metadata":{"model":"m"},"model":"openai/gpt",${MESSAGES}}`,
      `{"metadata":{"model":"m"},"model":"${NATIVE}",${MESSAGES}}`,
    ],
    [
      "whose model is spelled with escapes",
      `{"\\u006dodel":"openai\\/gpt",${MESSAGES}}`,
      `{"\\u006dodel":"${NATIVE}",${MESSAGES}}`,
    ],
    [
      "that asks for a stream",
      `{"model":"openai/gpt",${MESSAGES},"stream":true}\n`,
      `{"model":"${NATIVE}",${MESSAGES},"stream":true,"stream_options":{"include_usage":true}}`,
    ],
    [
      "that asks for a stream with options",
      `{"model":"a","stream_options":{"x":1},${MESSAGES},"stream":true}`,
      `{"model":"${NATIVE}","stream_options":{"x":1,"include_usage":true},${MESSAGES},"stream":true}`,
    ],
    [
      "with the gateway's members",
      `{"x-routing-hints":{"priority":"cost"},"model":"a",${MESSAGES},"x-fallback-chain":["b"]}`,
      `{"model":"${NATIVE}",${MESSAGES}}`,
    ],
    [
      "with one of them spelled with escapes",
      `{"model":"a",${MESSAGES},"x-routing-\\u0068ints":{}}`,
      `{"model":"${NATIVE}",${MESSAGES}}`,
    ],
  ])("%s", (_name, text, out) => {
    expect(relayed(text).trim()).toBe(out);
  });

  it.each([
    `{"model":"a",${MESSAGES},"model":"a"}`,
    `{"model":"b",${MESSAGES},"model":"a"}`,
    `{"model":7,${MESSAGES},"model":"a"}`,
  ])("names the native model though the model stands there twice: %s", (text) => {
    const out = relayed(text);
    expect(out.match(new RegExp(`"model":"${NATIVE}"`, "g"))).toHaveLength(2);
  });

  it("changes nothing but the model in any body", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(4), (object, space) => {
        fc.pre(!Object.hasOwn(object, "__proto__"));
        const { stream: _stream, ...rest } = object;
        const text = JSON.stringify({ ...rest, model: "openai/gpt" }, null, space);
        expect(JSON.parse(relayed(text))).toEqual(JSON.parse(JSON.stringify({ ...rest, model: NATIVE })));
      }),
    );
  });

  it("refuses depth instead of failing", () => {
    const text = `{"model":"a",${MESSAGES},"stream":true,"stream_options":{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}}`;
    let thrown: unknown;
    try {
      relayed(text);
    } catch (error) {
      thrown = error;
    }
    expect(isGatewayError(thrown)).toBe(true);
  });
});

describe("names that vendors give their limits", () => {
  it.each<[Quirk, string, object]>([
    ["max-tokens-name", '"max_completion_tokens":9', { max_tokens: 9 }],
    ["max-tokens-name", '"max_completion_tokens":9,"max_tokens":5', { max_tokens: 5 }],
    ["max-tokens-name", '"max_completion_tokens":9,"max_tokens":null', { max_tokens: 9 }],
    ["max-completion-tokens-name", '"max_tokens":9', { max_completion_tokens: 9 }],
    ["max-completion-tokens-name", '"max_tokens":9,"max_completion_tokens":5', { max_completion_tokens: 5 }],
    ["max-completion-tokens-name", '"max_tokens":9,"max_completion_tokens":null', { max_completion_tokens: 9 }],
    ["seed-is-random-seed", '"seed":7', { random_seed: 7 }],
  ])("%s: %s", (quirk, members, expected) => {
    const {
      model: _model,
      messages: _messages,
      ...rest
    } = JSON.parse(relayed(`{"model":"a",${MESSAGES},${members}}`, [quirk])) as Record<string, unknown>;
    expect(rest).toEqual(expected);
  });

  it("leaves stream options out where they are refused", () => {
    expect(
      JSON.parse(relayed(`{"model":"a",${MESSAGES},"stream":true,"stream_options":{}}`, ["no-stream-options"])),
    ).not.toHaveProperty("stream_options");
  });
});

describe("the Anthropic wire", () => {
  it("changes the model only", () => {
    const text = `{"model":"anthropic/claude","max_tokens":5,${MESSAGES},"stream":true}`;
    expect(relayed(text, [], messages)).toBe(text.replace("anthropic/claude", NATIVE));
  });

  it("is translated to the other wire, without the gateway's members", () => {
    const text = `{"model":"a","max_tokens":5,${MESSAGES},"x-fallback-chain":["b"],"stream":true}`;
    const { bytes } = upstreamBody(messages, request(text, messages), target());
    const body = JSON.parse(bytes.toString("utf8")) as Record<string, unknown>;
    expect(body).toMatchObject({ model: "native-model", stream: true });
    expect(Object.keys(body).filter((name) => name.startsWith("x-"))).toEqual([]);
  });
});
