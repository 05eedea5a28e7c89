import { describe, expect, it } from "vitest";
import { isGatewayError } from "../../errors/gateway-error.ts";
import type { JsonObject } from "../dialect.ts";
import { checkMessages, checkRequest } from "./check-request.ts";
import { decodeRequest } from "./decode-request.ts";
import { withoutForeignState } from "./relay-messages.ts";

const user = { role: "user", content: "hi" };
const use = { type: "tool_use", id: "t", name: "f", input: {} };
const result = { type: "tool_result", tool_use_id: "t", content: "r" };
const body = (changes: JsonObject): JsonObject => ({ model: "m", max_tokens: 5, messages: [user], ...changes });
const turn = (role: string, ...content: unknown[]) => ({ role, content });

function paramOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    if (isGatewayError(error) && error.code === "invalid_parameters") return error.param;
    throw error;
  }
  return undefined;
}

const both: readonly [string, JsonObject, string][] = [
  ["no model", { max_tokens: 1, messages: [user] }, "model"],
  ["no max_tokens (trap 26)", { model: "m", messages: [user] }, "max_tokens"],
  ["max_tokens no number", body({ max_tokens: "5" }), "max_tokens"],
  ["no messages", { model: "m", max_tokens: 1 }, "messages"],
  ["unknown role", body({ messages: [{ role: "tool", content: "" }] }), "messages[0].role"],
  ["no content", body({ messages: [{ role: "user" }] }), "messages[0].content"],
  ["system of a wrong type", body({ system: 5 }), "system"],
  ["stream no boolean", body({ stream: 1 }), "stream"],
];

const decodeOnly: readonly [string, JsonObject, string][] = [
  [
    "source of an unknown type",
    body({ messages: [turn("user", { type: "image", source: { type: "ftp" } })] }),
    "messages[0].content[0].source.type",
  ],
  [
    "image without data",
    body({ messages: [turn("user", { type: "image", source: { type: "base64", media_type: "image/png" } })] }),
    "messages[0].content[0].source.data",
  ],
  [
    "image URL of another scheme",
    body({ messages: [turn("user", { type: "image", source: { type: "url", url: "gs://a" } })] }),
    "messages[0].content[0].source.url",
  ],
  ["result without a call", body({ messages: [turn("user", result)] }), "messages[0].content[0].tool_use_id"],
  ["call without a result", body({ messages: [user, turn("assistant", use), user] }), "messages[1].content[0].id"],
  [
    "input no object",
    body({ messages: [user, turn("assistant", { ...use, input: "{}" }), turn("user", result)] }),
    "messages[1].content[0].input",
  ],
  ["call in a user turn", body({ messages: [turn("user", use)] }), "messages[0].content[0].type"],
  [
    "thinking without text",
    body({ messages: [turn("assistant", { type: "thinking", signature: "s" })] }),
    "messages[0].content[0].thinking",
  ],
  ["thinking without a budget", body({ thinking: { type: "enabled" } }), "thinking.budget_tokens"],
  ["tool without a schema", body({ tools: [{ name: "f" }] }), "tools[0].input_schema"],
  ["choice of an unknown tool", body({ tool_choice: { type: "tool", name: "x" } }), "tool_choice.name"],
  ["format of another type", body({ output_config: { format: { type: "xml" } } }), "output_config.format.type"],
  ["cache lifetime", body({ cache_control: { type: "ephemeral", ttl: "2d" } }), "cache_control.ttl"],
];

describe("message requests that are wrong", () => {
  it.each(both)("%s: refused by the light check", (_name, wrong, param) => {
    expect(paramOf(() => checkRequest(wrong))).toBe(param);
  });
  it.each([...both, ...decodeOnly])("%s: refused when translated", (_name, wrong, param) => {
    expect(paramOf(() => decodeRequest(wrong))).toBe(param);
  });
  it("token counting needs no max_tokens", () => {
    expect(paramOf(() => checkMessages({ model: "m", messages: [user] }))).toBeUndefined();
  });
});

describe("message requests that are odd but fine", () => {
  it("names what it has no place for", () => {
    const request = decodeRequest(
      body({
        inference_geo: "eu",
        metadata: { user_id: "u", other: 1 },
        tools: [{ type: "bash_20250124", name: "bash" }],
        tool_choice: { type: "tool", name: "bash" },
        messages: [
          turn("user", { type: "container_upload", file_id: "f" }, { type: "text", text: "x" }),
          turn("assistant", { type: "server_tool_use", id: "s", name: "web_search", input: {} }),
        ],
        thinking: { type: "adaptive", display: "omitted" },
      }),
    );
    expect(request.unmapped).toEqual([
      "inference_geo",
      "tools[0]",
      "messages[0].content[0]",
      "messages[1].content[0]",
      "metadata.other",
      "tool_choice",
    ]);
    expect(request.reasoning).toEqual({ effort: undefined, adaptive: true, visible: false });
  });
  it("puts the top-level cache mark on the last block", () => {
    const request = decodeRequest(body({ cache_control: { type: "ephemeral", ttl: "1h" } }));
    expect(request.messages[0]?.blocks).toEqual([{ kind: "text", text: "hi", cache: { ttl: "1h" } }]);
  });
  it("knows thinking of its own from Anthropic's (traps 4, 5, 6)", () => {
    const [message] = decodeRequest(
      body({
        messages: [
          turn(
            "assistant",
            { type: "thinking", thinking: "", signature: "real" },
            { type: "thinking", thinking: "ours", signature: "llmgw:unsigned" },
            { type: "redacted_thinking", data: "enc" },
          ),
        ],
      }),
    ).messages;
    expect(message?.blocks).toEqual([
      { kind: "reasoning", text: "", carry: { dialect: "anthropic-messages", data: "real" } },
      { kind: "reasoning", text: "ours", carry: undefined },
      { kind: "reasoning", text: "", redacted: true, carry: { dialect: "anthropic-messages", data: "enc" } },
    ]);
  });
  it("takes foreign thinking out of a conversation that is relayed", () => {
    const foreign = { type: "thinking", thinking: "ours", signature: "llmgw:unsigned" };
    expect(withoutForeignState([user, turn("assistant", use)])).toBeUndefined();
    expect(withoutForeignState([turn("assistant", foreign, use), turn("assistant", foreign), user])).toEqual([
      turn("assistant", use),
      user,
    ]);
  });
});
