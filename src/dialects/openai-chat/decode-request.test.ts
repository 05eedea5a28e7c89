import { describe, expect, it } from "vitest";
import { isGatewayError } from "../../errors/gateway-error.ts";
import type { JsonObject } from "../dialect.ts";
import { sealCarry } from "../sealed-carry.ts";
import { checkRequest } from "./check-request.ts";
import { decodeRequest } from "./decode-request.ts";

const user = { role: "user", content: "hi" };
const call = (id: string, args: unknown = "{}") => ({ id, type: "function", function: { name: "f", arguments: args } });
const tool = (id: string) => ({ role: "tool", tool_call_id: id, content: "r" });
const body = (changes: JsonObject): JsonObject => ({ model: "m", messages: [user], ...changes });

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
  ["no model", { messages: [user] }, "model"],
  ["empty model", body({ model: "" }), "model"],
  ["no messages", { model: "m" }, "messages"],
  ["empty messages", body({ messages: [] }), "messages"],
  ["message no object", body({ messages: [user, 3] }), "messages[1]"],
  ["unknown role", body({ messages: [{ role: "robot", content: "" }] }), "messages[0].role"],
  ["content of a wrong type", body({ messages: [{ role: "user", content: 5 }] }), "messages[0].content"],
  ["stream no boolean", body({ stream: "yes" }), "stream"],
  ["temperature no number", body({ temperature: "hot" }), "temperature"],
  ["tools no array", body({ tools: {} }), "tools"],
  ["tool no object", body({ tools: ["x"] }), "tools[0]"],
];

const decodeOnly: readonly [string, JsonObject, string][] = [
  [
    "image URL of another scheme",
    body({ messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: "file:///etc/passwd" } }] }] }),
    "messages[0].content[0].image_url.url",
  ],
  [
    "data URL without base64",
    body({ messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: "data:image/png,x" } }] }] }),
    "messages[0].content[0].image_url.url",
  ],
  ["unknown part", body({ messages: [{ role: "user", content: [{ type: "smell" }] }] }), "messages[0].content[0].type"],
  [
    "part without text",
    body({ messages: [{ role: "user", content: [{ type: "text" }] }] }),
    "messages[0].content[0].text",
  ],
  [
    "system with an image",
    body({ messages: [{ role: "system", content: [{ type: "image_url", image_url: "https://a/b" }] }] }),
    "messages[0].content[0].type",
  ],
  ["tool message without a call (trap 25)", body({ messages: [user, tool("c")] }), "messages[1].tool_call_id"],
  [
    "tool result of an earlier turn",
    body({
      messages: [
        user,
        { role: "assistant", tool_calls: [call("c")] },
        tool("c"),
        { role: "assistant", content: "a" },
        tool("c"),
      ],
    }),
    "messages[4].tool_call_id",
  ],
  [
    "call without a result",
    body({ messages: [user, { role: "assistant", tool_calls: [call("c"), call("d")] }, tool("c"), user] }),
    "messages[1].tool_calls[1].id",
  ],
  [
    "arguments that are no JSON (trap 25)",
    body({ messages: [{ role: "assistant", tool_calls: [call("c", '{"a":1}{"b":2}')] }, tool("c")] }),
    "messages[0].tool_calls[0].function.arguments",
  ],
  [
    "arguments that are no object",
    body({ messages: [{ role: "assistant", tool_calls: [call("c", "[1]")] }, tool("c")] }),
    "messages[0].tool_calls[0].function.arguments",
  ],
  ["unknown effort", body({ reasoning_effort: "huge" }), "reasoning_effort"],
  ["fractional limit", body({ max_tokens: 1.5 }), "max_tokens"],
  ["stop of a wrong type", body({ stop: ["a", 1] }), "stop[1]"],
  [
    "choice of an unknown tool",
    body({ tool_choice: { type: "function", function: { name: "x" } } }),
    "tool_choice.function.name",
  ],
  ["tool without a name", body({ tools: [{ type: "function", function: {} }] }), "tools[0].function.name"],
  ["unknown format", body({ response_format: { type: "xml" } }), "response_format.type"],
  ["old functions", body({ functions: [] }), "functions"],
  ["several answers", body({ n: 2 }), "n"],
  ["a vendor's own tool", body({ tools: [{ type: "web_search" }] }), "tools[0]"],
  ["custom tool without a name", body({ tools: [{ type: "custom", custom: {} }] }), "tools[0].custom.name"],
  [
    "choice of an unknown custom tool",
    body({ tool_choice: { type: "custom", custom: { name: "x" } } }),
    "tool_choice.custom.name",
  ],
  ["choice of another type", body({ tool_choice: { type: "mcp" } }), "tool_choice.type"],
  [
    "choice among unknown tools",
    body({
      tool_choice: { type: "allowed_tools", allowed_tools: { mode: "auto", tools: [{ function: { name: "x" } }] } },
    }),
    "tool_choice.allowed_tools.tools[0].function.name",
  ],
  ["verbosity", body({ verbosity: "loud" }), "verbosity"],
  ["search options no object", body({ web_search_options: true }), "web_search_options"],
];

describe("chat requests that are wrong", () => {
  it.each(both)("%s: refused by the light check", (_name, wrong, param) => {
    expect(paramOf(() => checkRequest(wrong))).toBe(param);
  });
  it.each([...both, ...decodeOnly])("%s: refused when translated", (_name, wrong, param) => {
    expect(paramOf(() => decodeRequest(wrong))).toBe(param);
  });
  it.each(decodeOnly.slice(0, 10))("%s: left to the provider when relayed", (_name, wrong) => {
    expect(paramOf(() => checkRequest(wrong))).toBeUndefined();
  });
});

describe("chat requests that are odd but fine", () => {
  it("takes null as absent", () => {
    const request = decodeRequest(
      body({ temperature: null, tools: null, stop: null, response_format: null, stream: null }),
    );
    expect(request).toMatchObject({ temperature: undefined, tools: undefined, stream: false, unmapped: [] });
  });
  it("names what it has no place for, and not the gateway's own fields", () => {
    const request = decodeRequest(
      body({
        logit_bias: { 1: 2 },
        n: 1,
        logprobs: true,
        top_logprobs: 2,
        modalities: ["text", "image"],
        metadata: { a: "b", trace: { id: 1 } },
        web_search_options: { search_context_size: "low" },
        messages: [{ ...user, mood: "good" }],
        "x-routing-hints": {},
        "x-fallback-chain": [],
        "x-llm-gateway-y": 1,
      }),
    );
    expect(request.unmapped).toEqual([
      "logit_bias",
      "logprobs",
      "top_logprobs",
      "modalities",
      "messages[0].mood",
      "web_search_options.search_context_size",
      "metadata.trace",
    ]);
  });
  it("is silent about what asks for nothing", () => {
    const idle = { n: 1, logprobs: false, store: false, metadata: {}, logit_bias: {}, modalities: ["text"] };
    expect(decodeRequest(body(idle))).toMatchObject({ unmapped: [], metadata: undefined });
  });
  it("puts consecutive tool messages into one user message", () => {
    const request = decodeRequest(
      body({
        messages: [user, { role: "assistant", tool_calls: [call("c"), call("d", " ")] }, tool("c"), tool("d"), user],
      }),
    );
    expect(request.messages.map(({ role, blocks, path }) => [role, blocks.length, path])).toEqual([
      ["user", 1, "messages[0]"],
      ["assistant", 2, "messages[1]"],
      ["user", 2, "messages[2]"],
      ["user", 1, "messages[4]"],
    ]);
  });
  it("prefers max_completion_tokens, safety_identifier and the gateway's reasoning entries", () => {
    const carry = { dialect: "anthropic-messages", data: "s" };
    const details = [{ type: "reasoning.text", text: "t", signature: sealCarry(carry), index: 0 }];
    const request = decodeRequest(
      body({
        max_tokens: 5,
        max_completion_tokens: 7,
        user: "u",
        safety_identifier: "s",
        messages: [
          { role: "assistant", content: "a", reasoning_content: "x", reasoning_details: [...details, ...details] },
        ],
      }),
    );
    expect(request).toMatchObject({ maxOutputTokens: 7, userId: "s" });
    expect(request.messages[0]?.blocks).toEqual([
      { kind: "reasoning", text: "t", carry: { dialect: "anthropic-messages", data: "s" } },
      { kind: "text", text: "a" },
    ]);
  });
  it("reads OpenRouter's reasoning object", () => {
    expect(decodeRequest(body({ reasoning: { max_tokens: 500, exclude: true } })).reasoning).toMatchObject({
      budgetTokens: 500,
      visible: false,
    });
    expect(decodeRequest(body({ reasoning: { enabled: false } })).reasoning?.effort).toBe("none");
  });
});
