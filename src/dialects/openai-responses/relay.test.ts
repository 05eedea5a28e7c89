import { describe, expect, it } from "vitest";
import { scanMembers } from "../../framing/json-members.ts";
import { latin1OfText } from "../../framing/latin1.ts";
import type { JsonObject } from "../dialect.ts";
import { sealCarry } from "../sealed-carry.ts";
import { meta, target } from "../test-support.ts";
import { captureResponse, openaiResponses } from "./index.ts";
import { readAnswer, relayEdits } from "./relay.ts";

const reasons = target({ reasoningStyle: "effort" });
const sealed = sealCarry({ dialect: "gemini", data: "s" });

describe("a relayed body", () => {
  it("stores nothing at the provider and refers to nothing there", () => {
    expect(relayEdits({ store: true, previous_response_id: "resp_1", input: "x" }, target())).toEqual({
      set: { store: "false" },
      drop: ["previous_response_id"],
    });
  });

  it("asks for opaque reasoning where there is reasoning", () => {
    expect(relayEdits({}, reasons).set["include"]).toBe('["reasoning.encrypted_content"]');
    const include = ["web_search_call.results"];
    expect(relayEdits({ include }, reasons).set["include"]).toBe(
      '["web_search_call.results","reasoning.encrypted_content"]',
    );
    expect(relayEdits({ include: ["reasoning.encrypted_content"] }, reasons).set).not.toHaveProperty("include");
  });

  it("leaves reasoning out that the provider cannot know", () => {
    const input = [
      { role: "user", content: "q" },
      { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "theirs" },
      { type: "reasoning", id: "rs_2", summary: [], encrypted_content: sealed },
      { type: "reasoning", id: "rs_3", summary: [{ type: "summary_text", text: "a" }] },
      { type: "reasoning", summary: [], content: [{ type: "reasoning_text", text: "open" }], encrypted_content: null },
    ];
    const { set } = relayEdits({ input }, target());
    expect(JSON.parse(set["input"] ?? "")).toEqual([input[0], input[1], input[4]]);
    expect(relayEdits({ input: input.slice(0, 2) }, target()).set).not.toHaveProperty("input");
  });

  it.each([{ type: "item_reference", id: "rs_1" }, { type: null, id: "rs_1" }, { id: "rs_1" }])(
    "refuses %j",
    (item) => {
      const error = { code: "invalid_parameters", param: "input[0]" };
      expect(() => relayEdits({ input: [item] }, target())).toThrow(expect.objectContaining(error));
    },
  );
});

const factsOf = (body: JsonObject) => {
  const text = latin1OfText(JSON.stringify(body));
  const scanned = scanMembers(text);
  if (scanned === null) throw new Error("no object");
  return readAnswer(text, scanned, new Set());
};

describe("a relayed answer", () => {
  const usage = { input_tokens: 10, output_tokens: 5 };
  const call = { type: "function_call", call_id: "c", name: "f", arguments: "{}" };

  it.each([
    [{ status: "completed", output: [], error: null, usage }, "stop"],
    [{ status: "completed", output: [call], error: null }, "tool-calls"],
    [{ status: "completed", output: [{ type: "message", content: [{ text: '"type":"function_call"' }] }] }, "stop"],
    [{ status: "incomplete", output: [call], incomplete_details: { reason: "max_output_tokens" } }, "length"],
  ])("tells how it ended: %j", (body, reason) => {
    expect(factsOf(body).finish?.reason).toBe(reason);
    expect(factsOf(body).error).toBeUndefined();
  });

  it("tells usage and errors under status 200", () => {
    expect(factsOf({ status: "completed", output: [], usage }).usage).toMatchObject({
      inputTokens: 10,
      outputTokens: 5,
    });
    expect(factsOf({ status: "failed", output: [], error: { code: "server_error", message: "größer" } })).toMatchObject(
      {
        finish: undefined,
        error: { kind: "server", message: "größer" },
      },
    );
    expect(factsOf({ error: { message: "no", type: "invalid_request_error" } }).error?.kind).toBe("bad-request");
  });
});

describe("the response that is kept", () => {
  const response = {
    id: "resp_1",
    object: "response",
    status: "completed",
    output: [{ type: "message", content: "ü" }],
  };
  const frame = (type: string, body: object) =>
    latin1OfText(`event: ${type}\ndata: ${JSON.stringify({ type, ...body })}\n\n`);

  it("comes off the last frames of a stream, whatever stands before it", () => {
    const delta = frame("response.output_text.delta", { delta: '"response":{"id":"x"}' });
    const last = frame("response.completed", { response, "x-llm-gateway": { request_id: "r" } });
    expect(captureResponse(delta + last)).toEqual(response);
    expect(captureResponse(`${delta}${last}: comment\n\n`)).toEqual(response);
  });

  it("comes off a whole body, without the gateway's member", () => {
    const text = latin1OfText(JSON.stringify({ ...response, "x-llm-gateway": {} }));
    expect(captureResponse(text)).toEqual(response);
  });

  it("comes off what we write ourselves, streamed or whole", () => {
    const encoder = openaiResponses.openEncoder(meta());
    encoder.push({ type: "finish", finish: { reason: "stop" } });
    const written = openaiResponses.encodeResponse({ blocks: [], finish: { reason: "stop" } }, meta());
    expect(captureResponse(encoder.end("{}"))).toEqual(written);
    expect(captureResponse(JSON.stringify(written))).toEqual(written);
  });

  it.each([
    ["nothing", ""],
    ["a delta", frame("response.output_text.delta", { delta: "a" })],
    ["a failure", frame("response.failed", { response: { ...response, status: "failed" } })],
    ["a body of another kind", '{"error":{"message":"x"}}'],
    ["half a body", '{"id":"resp_1"'],
  ])("is not made of %s", (_name, text) => {
    expect(captureResponse(text)).toBeUndefined();
  });
});
