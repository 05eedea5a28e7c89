import { describe, expect, it } from "vitest";
import { decodeResponse as decodeMessage } from "../anthropic-messages/decode-response.ts";
import { encodeResponse as encodeMessage } from "../anthropic-messages/encode-response.ts";
import { meta } from "../test-support.ts";
import { decodeResponse } from "./decode-response.ts";
import { encodeResponse } from "./encode-response.ts";

const none = new Set<never>();
const chat = (message: object, finish: unknown = "stop") => ({
  id: "x",
  choices: [{ index: 0, message, finish_reason: finish }],
});

describe("whole answers", () => {
  it.each([
    ["without choices", {}],
    ["with empty choices", { choices: [] }],
    ["with a broken choice", { choices: [{ index: 0 }] }],
  ])("%s are no answers", (_name, body) => {
    expect(decodeResponse(body, none).finish.reason).toBe("interrupted");
    expect(decodeMessage(body, none).finish.reason).toBe("interrupted");
    expect(() => encodeResponse(decodeResponse(body, none), meta())).toThrow();
    expect(() => encodeMessage(decodeResponse(body, none), meta())).toThrow();
  });
  it("take a missing finish_reason for a stop, and count calls", () => {
    expect(decodeResponse(chat({ content: "a" }, null), none).finish.reason).toBe("stop");
    const calls = decodeResponse(chat({ content: null, tool_calls: [{ function: { name: "f" } }] }, ""), none);
    expect(calls).toMatchObject({
      finish: { reason: "tool-calls" },
      blocks: [{ kind: "tool-call", id: "call_x_0", name: "f", arguments: "{}" }],
    });
  });
  it("read Mistral's content parts and the old function_call", () => {
    const parts = [
      { type: "thinking", thinking: [{ type: "text", text: "t" }] },
      { type: "text", text: "a" },
      { type: "reference" },
    ];
    expect(decodeResponse(chat({ content: parts }), none).blocks).toEqual([
      { kind: "reasoning", text: "t" },
      { kind: "text", text: "a" },
    ]);
    const old = decodeResponse(chat({ content: null, function_call: { name: "f", arguments: "{}" } }), none);
    expect(old.blocks).toMatchObject([{ name: "f" }]);
  });
  it("keep a refusal with its stop in chat, and as a refusal in messages", () => {
    const refused = decodeResponse(chat({ content: null, refusal: "no" }), none);
    expect(encodeResponse(refused, meta())["choices"]).toMatchObject([
      { finish_reason: "stop", message: { content: null, refusal: "no" } },
    ]);
    expect(encodeMessage(refused, meta())).toMatchObject({
      stop_reason: "refusal",
      content: [{ type: "text", text: "no" }],
    });
  });
  it("show arguments that were cut off as none", () => {
    const cut = decodeResponse(
      chat({ tool_calls: [{ id: "a", function: { name: "f", arguments: '{"x' } }] }, "length"),
      none,
    );
    expect(encodeMessage(cut, meta())).toMatchObject({ stop_reason: "max_tokens", content: [{ input: {} }] });
  });
});
