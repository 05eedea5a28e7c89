import { describe, expect, it } from "vitest";
import { anthropicMessage } from "../../../test/upstream/anthropic-messages.ts";
import { chatCompletion } from "../../../test/upstream/openai-chat.ts";
import { GET_WEATHER, ODD_TEXT } from "../../../test/upstream/reply.ts";
import { target as encodeTarget } from "../../dialects/test-support.ts";
import type { Attempt } from "../attempts/attempt.ts";
import type { Endpoint } from "../endpoint.ts";
import { chatCompletions } from "../endpoints/chat-completions.ts";
import { messages } from "../endpoints/messages.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Target } from "../routing/target.ts";
import type { Failure } from "../upstream/failure.ts";
import { openWhole, type WholeOpened } from "./open-whole.ts";

type Wire = "openai-chat" | "anthropic-messages";
const ENDPOINTS: Record<Wire, Endpoint> = { "openai-chat": chatCompletions, "anthropic-messages": messages };

function open(caller: Wire, upstream: Wire, text: string): WholeOpened | Failure {
  const exchange = {
    endpoint: ENDPOINTS[caller],
    requestId: "req_1",
    recordId: "req_1",
    startedAtMs: 1_000,
  } as unknown as Exchange;
  const request = {
    includeUsage: false,
    promptTokensEstimate: 3,
    body: {},
    canonical: () => undefined,
  } as unknown as DecodedRequest;
  const target = {
    dialect: upstream,
    label: "prov/m",
    labelJson: '"prov/m"',
    encode: encodeTarget(),
  } as unknown as Target;
  const attempt = { target, warn: () => {} } as unknown as Attempt;
  return openWhole(exchange, request, attempt, {
    kind: "whole",
    status: 200,
    headers: {},
    text: Buffer.from(text).toString("latin1"),
  });
}

function rendered(opened: WholeOpened | Failure): string {
  if (!("kind" in opened)) return expect.fail(JSON.stringify(opened));
  return Buffer.from(opened.render('{"request_id":"r"}'), "latin1").toString("utf8");
}

const INPUT = {
  model: "up",
  text: ODD_TEXT,
  toolCalls: [{ ...GET_WEATHER, arguments: '{"model":"up","finish_reason":"length"}' }],
};
const WIRES: Wire[] = ["openai-chat", "anthropic-messages"];
const BODY: Record<Wire, string> = {
  "openai-chat": JSON.stringify(chatCompletion(INPUT), null, 1),
  "anthropic-messages": JSON.stringify(anthropicMessage(INPUT), null, 1),
};

describe.each(WIRES)("an answer of %s", (wire) => {
  it("keeps every byte but the model and what is added", () => {
    const body = BODY[wire];
    const expected = body
      .replace('"model": "up"', '"model": "prov/m"')
      .replace(/\s*\}$/, (end) => `${end.slice(0, -1)},"x-llm-gateway":{"request_id":"r"}}`);
    expect(rendered(open(wire, wire, body))).toBe(expected);
  });

  it.each(WIRES)("to a caller of %s keeps text and call", (caller) => {
    const opened = open(caller, wire, BODY[wire]);
    const answer = JSON.parse(rendered(opened)) as Record<string, unknown>;
    expect(answer).toMatchObject({ model: "prov/m", "x-llm-gateway": { request_id: "r" } });
    const text = JSON.stringify(answer);
    for (const piece of ODD_TEXT) expect(text).toContain(JSON.stringify(piece).slice(1, -1));
    expect((opened as WholeOpened).facts).toMatchObject({
      finish: { reason: "tool-calls" },
      usage: { inputTokens: 24 },
    });
  });

  it.each([
    "",
    " ",
    "[]",
    "null",
    "<html>no</html>",
    "data: {}",
    '{"id":"x","choices":[{"mess',
    '{"a":1} trailing',
    '{"a"}',
  ])("that is %j is a failure", (text) => {
    for (const caller of WIRES)
      expect(open(caller, wire, text)).toMatchObject({ at: "decode", error: { kind: "server" } });
  });

  it.each([
    '{"usage":{"prompt_tokens":},"stop_reason":"x"}',
    '{"usage":{x},"error":{y}}',
    '{"type":nope,"usage":{"input_tokens":1,}}',
    '{"stop_reason":tru,"error":{"a":}}',
  ])("that is no JSON inside is a failure, not an exception: %s", (text) => {
    for (const caller of WIRES) expect(open(caller, wire, text)).toMatchObject({ at: "decode" });
  });

  it("with something after its end is a failure", () => {
    for (const caller of WIRES)
      expect(open(caller, wire, `${BODY[wire]}${BODY[wire]}`)).toMatchObject({ at: "decode" });
  });
});

describe("an error under status 200", () => {
  it.each<[Wire, string]>([
    ["openai-chat", '{"error":{"message":"broke","code":503}}'],
    ["openai-chat", '{"error":"broke"}'],
    ["openai-chat", '{"object":"error","message":"broke","code":400}'],
    [
      "openai-chat",
      '{"choices":[{"index":0,"message":{"role":"assistant","content":""},"finish_reason":"error","error":{"message":"broke","code":502}}]}',
    ],
    ["anthropic-messages", '{"type":"error","error":{"type":"overloaded_error","message":"broke"}}'],
  ])("of %s is a failure: %s", (wire, text) => {
    for (const caller of WIRES)
      expect(open(caller, wire, text), `to ${caller}`).toMatchObject({
        error: { message: expect.stringContaining("broke") },
      });
  });

  it.each(['{"error":null,"choices":[{"message":{"content":"a"},"finish_reason":"stop"}]}'])(
    "is not seen in %s",
    (text) => {
      expect(open("openai-chat", "openai-chat", text)).toHaveProperty("kind", "whole");
    },
  );
});
