import { describe, expect, it } from "vitest";
import { isGatewayError } from "../../errors/gateway-error.ts";
import type { JsonObject } from "../dialect.ts";
import { sealCarry } from "../sealed-carry.ts";
import { checkMessages, checkRequest } from "./check-request.ts";
import { decodeRequest } from "./decode-request.ts";

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
  ["a tool of Anthropic's models", body({ tools: [{ type: "bash_20250124", name: "bash" }] }), "tools[0]"],
  ["a tool that runs at Anthropic", body({ tools: [{ type: "code_execution_20250825" }] }), "tools[0]"],
  ["a server of tools", body({ mcp_servers: [{ type: "url", url: "https://a" }] }), "mcp_servers"],
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
        speed: "fast",
        tools: [
          { name: "f", input_schema: { type: "object" }, defer_loading: true },
          { type: "web_search_20260318", name: "web_search", max_uses: 3, allowed_domains: ["a.org"] },
        ],
        tool_choice: { type: "tool", name: "web_search" },
        messages: [
          turn("user", { type: "container_upload", file_id: "f" }, { type: "text", text: "x" }),
          turn("assistant", { type: "server_tool_use", id: "s", name: "web_search", input: {} }),
        ],
        thinking: { type: "adaptive", display: "omitted" },
      }),
    );
    expect(request.unmapped).toEqual([
      "inference_geo",
      "speed",
      "tools[0].defer_loading",
      "tools[1].max_uses",
      "messages[0].content[0]",
      "messages[1].content[0]",
      "metadata.other",
      "tool_choice",
    ]);
    expect(request.reasoning).toEqual({ effort: undefined, adaptive: true, visible: false });
    expect(request.hostedTools).toEqual([{ kind: "web-search", path: "tools[1]", allowedDomains: ["a.org"] }]);
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
  it("is silent about what asks for nothing", () => {
    const request = decodeRequest(body({ speed: "standard", mcp_servers: [], anthropic_version: "vertex-2023-10-16" }));
    expect(request.unmapped).toEqual([]);
  });
  it("reads documents of every kind of source", () => {
    const inline = { type: "base64", media_type: "application/pdf", data: "JVBERi0x" };
    const blocks = {
      type: "content",
      content: [{ type: "text", text: "a" }, { type: "image" }, { type: "text", text: "b" }],
    };
    const document = (source: object) => ({ type: "document", source, title: "T" });
    const found = { type: "search_result", source: "https://a", title: "A", content: [{ type: "text", text: "c" }] };
    const request = decodeRequest(
      body({
        messages: [
          turn(
            "user",
            document(inline),
            document({ type: "text", media_type: "text/plain", data: "t" }),
            { ...document(blocks), context: "c", citations: { enabled: true } },
            document({ type: "url", url: "https://a/b.pdf" }),
            document({ type: "file", file_id: "f" }),
            found,
          ),
        ],
      }),
    );
    expect(
      request.messages[0]?.blocks.map((block) => block.kind === "document" && [block.title, block.source]),
    ).toEqual([
      ["T", { kind: "data", mediaType: "application/pdf", data: "JVBERi0x" }],
      ["T", { kind: "text", text: "t" }],
      ["T", { kind: "text", text: "a\nb" }],
      ["T", { kind: "url", url: "https://a/b.pdf" }],
      ["T", { kind: "file", dialect: "anthropic-messages", fileId: "f" }],
      ["A – https://a", { kind: "text", text: "c" }],
    ]);
    const [third] = ["messages[0].content[2]"];
    expect(request.unmapped).toEqual([`${third}.citations`, `${third}.context`, `${third}.source.content[1]`]);
  });
});

describe("state that callers bring back", () => {
  const carry = (data: unknown) => ({ dialect: "some-wire", data });
  const redacted = (data: string) => ({ type: "redacted_thinking", data });
  const blocksOf = (...content: unknown[]) =>
    decodeRequest(body({ messages: [turn("assistant", ...content), turn("user", result)] })).messages[0]?.blocks;

  it("of thinking, of what is hidden, and of a call, before it or after it", () => {
    const state = redacted(sealCarry(carry({ s: 1 }), "t"));
    const thinking = { type: "thinking", thinking: "hm", signature: sealCarry(carry(1)) };
    const expected = [
      { kind: "reasoning", text: "hm", carry: carry(1) },
      { kind: "reasoning", text: "", redacted: true, carry: carry(2) },
      { kind: "tool-call", id: "t", name: "f", arguments: "{}", carry: carry({ s: 1 }) },
    ];
    expect(blocksOf(thinking, redacted(sealCarry(carry(2))), state, use)).toEqual(expected);
    expect(blocksOf(thinking, redacted(sealCarry(carry(2))), use, state)).toEqual(expected);
  });
  it("of the text before it; a text without words, where there is none", () => {
    const state = redacted(sealCarry(carry(3), "#text"));
    expect(blocksOf({ type: "text", text: "a" }, state, state, use)).toEqual([
      { kind: "text", text: "a", carry: carry(3) },
      { kind: "text", text: "", carry: carry(3) },
      { kind: "tool-call", id: "t", name: "f", arguments: "{}" },
    ]);
  });
  it("that cannot be read is none", () => {
    expect(blocksOf({ type: "thinking", thinking: "hm", signature: "bGxtZ3c6e30=" }, use)).toMatchObject([
      { kind: "reasoning", text: "hm", carry: undefined },
      { kind: "tool-call" },
    ]);
  });
});
