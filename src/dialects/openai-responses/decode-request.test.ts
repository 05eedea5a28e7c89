import { describe, expect, it } from "vitest";
import type { JsonObject } from "../dialect.ts";
import { sealCarry } from "../sealed-carry.ts";
import { decodeRequest } from "./decode-request.ts";
import { flatName } from "./namespaces.ts";

const decode = (body: JsonObject) => decodeRequest({ model: "m", input: "hi", ...body });
const messagesOf = (input: unknown) => decode({ input }).messages.map(({ role, blocks }) => ({ role, blocks }));
const text = (value: string) => ({ kind: "text", text: value });

describe("the input", () => {
  it("may be a string; instructions come first", () => {
    expect(decode({ instructions: "be brief" }).messages).toEqual([
      { role: "system", blocks: [text("be brief")], path: "instructions" },
      { role: "user", blocks: [text("hi")], path: "input" },
    ]);
  });

  it("holds messages of each spelling", () => {
    const input = [
      { role: "developer", content: "rules" },
      { type: "message", role: "user", content: [{ type: "input_text", text: "a" }] },
      {
        type: "message",
        id: "msg_1",
        status: "completed",
        role: "assistant",
        phase: "final_answer",
        content: [
          { type: "output_text", text: "b", annotations: [], logprobs: [] },
          { type: "refusal", refusal: "no" },
          { type: "output_text", text: "" },
        ],
      },
      { role: "assistant", content: "" },
      { role: "user", content: "c" },
    ];
    expect(messagesOf(input)).toEqual([
      { role: "system", blocks: [text("rules")] },
      { role: "user", blocks: [text("a")] },
      { role: "assistant", blocks: [text("b"), { kind: "refusal", text: "no" }] },
      { role: "user", blocks: [text("c")] },
    ]);
    expect(decode({ input }).unmapped).toEqual([]);
  });

  it("holds images, files, audio and cache marks", () => {
    const content = [
      { type: "input_text", text: "t", prompt_cache_breakpoint: { mode: "explicit", ttl: "12h" } },
      { type: "input_image", image_url: "https://x/y.png", detail: "high" },
      { type: "input_image", image_url: "data:image/png;base64,AAAA", detail: "auto" },
      { type: "input_image", file_id: "file_1", image_url: null },
      { type: "input_file", file_data: "data:application/pdf;base64,BBBB", filename: "a.pdf" },
      { type: "input_file", file_url: "https://x/a.pdf" },
      { type: "input_file", file_id: "file_2", prompt_cache_breakpoint: { mode: "explicit" } },
      { type: "input_audio", input_audio: { data: "CCCC", format: "wav" } },
    ];
    expect(messagesOf([{ role: "user", content }])[0]?.blocks).toEqual([
      { kind: "text", text: "t", cache: { ttl: "1h" } },
      { kind: "image", source: { kind: "url", url: "https://x/y.png" }, detail: "high" },
      { kind: "image", source: { kind: "data", mediaType: "image/png", data: "AAAA" } },
      { kind: "image", source: { kind: "file", dialect: "openai-responses", fileId: "file_1" } },
      {
        kind: "document",
        source: { kind: "data", mediaType: "application/pdf", data: "BBBB" },
        title: "a.pdf",
      },
      { kind: "document", source: { kind: "url", url: "https://x/a.pdf" }, title: undefined },
      {
        kind: "document",
        source: { kind: "file", dialect: "openai-responses", fileId: "file_2" },
        title: undefined,
        cache: {},
      },
      { kind: "audio", format: "wav", data: "CCCC" },
    ]);
  });

  it("makes one assistant turn of reasoning, text and parallel calls, and one message of their results", () => {
    const input = [
      { role: "user", content: "q" },
      { type: "reasoning", id: "rs_1", summary: [{ type: "summary_text", text: "a" }], encrypted_content: "enc" },
      { type: "message", role: "assistant", content: [{ type: "output_text", text: "wait" }] },
      { type: "function_call", id: "fc_1", call_id: "c1", name: "f", arguments: '{"x":1}' },
      { type: "function_call", call_id: "c2", name: "g", arguments: "" },
      { type: "custom_tool_call", call_id: "c3", name: "patch", input: "*** Begin" },
      { type: "function_call_output", call_id: "c2", output: "two" },
      { type: "function_call_output", call_id: "c1", output: [{ type: "input_text", text: "one" }] },
      { type: "custom_tool_call_output", call_id: "c3", output: "" },
      { type: "reasoning", summary: [], content: [{ type: "reasoning_text", text: "b" }] },
      { type: "function_call", call_id: "c4", name: "f", arguments: "{}" },
      { type: "function_call_output", call_id: "c4", output: "four" },
    ];
    const call = (id: string, name: string, args: string) => ({ kind: "tool-call", id, name, arguments: args });
    const result = (toolCallId: string, ...said: string[]) => ({
      kind: "tool-result",
      toolCallId,
      content: said.map(text),
    });
    expect(messagesOf(input)).toEqual([
      { role: "user", blocks: [text("q")] },
      {
        role: "assistant",
        blocks: [
          {
            kind: "reasoning",
            text: "a",
            carry: { dialect: "openai-responses", data: { id: "rs_1", encrypted_content: "enc" } },
          },
          text("wait"),
          call("c1", "f", '{"x":1}'),
          call("c2", "g", "{}"),
          { ...call("c3", "patch", "*** Begin"), custom: true },
        ],
      },
      { role: "user", blocks: [result("c2", "two"), result("c1", "one"), result("c3")] },
      { role: "assistant", blocks: [{ kind: "reasoning", text: "b" }, call("c4", "f", "{}")] },
      { role: "user", blocks: [result("c4", "four")] },
    ]);
  });

  it("gives state of other wires back to the blocks it came from", () => {
    const carry = { dialect: "gemini", data: "sig" };
    const input = [
      { role: "user", content: "q" },
      { type: "reasoning", id: "rs_0", summary: [], encrypted_content: sealCarry(carry, "#redacted") },
      { type: "reasoning", summary: [{ type: "summary_text", text: "t" }], encrypted_content: sealCarry(carry) },
      { type: "reasoning", summary: [], encrypted_content: sealCarry(carry, "c1") },
      { type: "function_call", call_id: "c1", name: "f", arguments: "{}" },
      { type: "function_call", call_id: "c2", name: "f", arguments: "{}" },
      { type: "reasoning", summary: [], encrypted_content: sealCarry(carry, "c2") },
      { type: "function_call_output", call_id: "c1", output: "1" },
      { type: "function_call_output", call_id: "c2", output: "2" },
      { role: "assistant", content: "done" },
      { type: "reasoning", summary: [], encrypted_content: sealCarry(carry, "#text") },
      { role: "user", content: "more" },
      { type: "reasoning", summary: [], encrypted_content: sealCarry(carry, "#text") },
      { type: "reasoning", summary: [], encrypted_content: "bGxtZ3c6tampered" },
    ];
    const blocks = messagesOf(input).map((message) => message.blocks);
    expect(blocks[1]).toEqual([
      { kind: "reasoning", text: "", redacted: true, carry },
      { kind: "reasoning", text: "t", carry },
      { kind: "tool-call", id: "c1", name: "f", arguments: "{}", carry },
      { kind: "tool-call", id: "c2", name: "f", arguments: "{}", carry },
    ]);
    expect(blocks[3]).toEqual([{ ...text("done"), carry }]);
    expect(blocks[5]).toEqual([{ kind: "text", text: "", carry }]);
  });

  it("keeps images that were made, and names searches as left out", () => {
    const input = [
      { role: "user", content: "q" },
      { type: "web_search_call", id: "ws_1", status: "completed", action: { type: "search", query: "x" } },
      { type: "image_generation_call", id: "ig_1", status: "completed", result: "AAAA", output_format: "webp" },
      { role: "user", content: "bigger" },
    ];
    const request = decode({ input });
    expect(request.messages[1]?.blocks).toEqual([
      { kind: "image", source: { kind: "data", mediaType: "image/webp", data: "AAAA" } },
    ]);
    expect(request.unmapped).toEqual(["input[1]"]);
  });

  const call = { type: "function_call", call_id: "c", name: "f", arguments: "{}" };
  const refused: readonly (readonly [string, unknown, string])[] = [
    ["nothing", undefined, "input"],
    ["no items", [], "input"],
    ["an item of no kind", [{ type: "nonsense" }], "input[0].type"],
    ["an item that is stored elsewhere", [{ type: "item_reference", id: "rs_1" }], "input[0]"],
    ["such an item without a type", [{ id: "rs_1" }], "input[0]"],
    ["a compaction", [{ type: "compaction", encrypted_content: "x" }], "input[0]"],
    ["a local shell's call", [{ type: "local_shell_call", call_id: "c" }], "input[0].type"],
    ["a computer's output", [{ type: "computer_call_output", call_id: "c" }], "input[0].type"],
    ["an mcp call", [{ type: "mcp_call" }], "input[0].type"],
    ["an unknown role", [{ role: "tool", content: "x" }], "input[0].role"],
    ["a message without content", [{ role: "user" }], "input[0].content"],
    ["an unknown part", [{ role: "user", content: [{ type: "text", text: "x" }] }], "input[0].content[0].type"],
    ["an image of nothing", [{ role: "user", content: [{ type: "input_image" }] }], "input[0].content[0].image_url"],
    [
      "an image as a system message",
      [{ role: "system", content: [{ type: "input_image", image_url: "http://x" }] }],
      "input[0].content[0].type",
    ],
    ["arguments that are no JSON", [{ ...call, arguments: "{" }], "input[0].arguments"],
    ["a call without an id", [{ ...call, call_id: "" }], "input[0].call_id"],
    [
      "a call that nobody answers",
      [call, { role: "assistant", content: "x" }, { role: "user", content: "y" }],
      "input[0].call_id",
    ],
    ["a call twice", [call, call], "input[1].call_id"],
    ["an answer to no call", [{ type: "function_call_output", call_id: "c", output: "" }], "input[0].call_id"],
    [
      "audio from a tool",
      [
        call,
        {
          type: "function_call_output",
          call_id: "c",
          output: [{ type: "input_audio", input_audio: { data: "x", format: "mp3" } }],
        },
      ],
      "input[1].output[0].type",
    ],
  ];
  it.each(refused)("is refused: %s", (_name, input, param) => {
    expect(() => decode({ input })).toThrow(expect.objectContaining({ code: "invalid_parameters", param }));
  });
});

describe("tools", () => {
  it("are functions, free text, web search and namespaces", () => {
    const request = decode({
      tools: [
        { type: "function", name: "f", description: "d", parameters: { type: "object" }, strict: true },
        { type: "function", name: "g", parameters: null, strict: null, defer_loading: true, async: false },
        { type: "custom", name: "patch", format: { type: "grammar", syntax: "lark", definition: "x" } },
        { type: "web_search", filters: { allowed_domains: ["a.b"] }, user_location: { type: "approximate" } },
        { type: "web_search_preview_2025_03_11" },
        {
          type: "namespace",
          name: "mcp__db",
          description: "Database",
          tools: [{ type: "function", name: "query", parameters: { type: "object" } }],
        },
      ],
      tool_choice: {
        type: "allowed_tools",
        mode: "required",
        tools: [{ type: "function", name: "query", namespace: "mcp__db" }, { type: "mcp" }],
      },
    });
    expect(request.tools).toEqual([
      { name: "f", description: "d", parameters: { type: "object" }, strict: true },
      { name: "g", parameters: { type: "object", properties: {} } },
      { name: "patch", parameters: {}, custom: { format: { type: "grammar", syntax: "lark", definition: "x" } } },
      { name: "mcp__db__query", parameters: { type: "object" } },
    ]);
    expect(request.hostedTools).toEqual([
      { kind: "web-search", path: "tools[3]", allowedDomains: ["a.b"] },
      { kind: "web-search", path: "tools[4]" },
    ]);
    expect(request.toolChoice).toEqual({ kind: "allowed", mode: "required", names: ["mcp__db__query"] });
    expect(request.unmapped).toEqual([
      "tools[1].defer_loading",
      "tools[3].user_location",
      "tools[5].description",
      "tool_choice.tools[1]",
    ]);
  });

  it("never become a live search where the caller wants none", () => {
    const request = decode({ tools: [{ type: "web_search", external_web_access: false }] });
    expect([request.hostedTools, request.unmapped]).toEqual([undefined, ["tools[0]"]]);
    expect(decode({ tools: [{ type: "web_search", external_web_access: true }] }).hostedTools).toHaveLength(1);
  });

  it("have short names that differ, also in long namespaces", () => {
    const long = "n".repeat(70);
    expect(flatName("mcp__a__", "b")).toBe("mcp__a__b");
    expect(flatName(long, "a")).toHaveLength(64);
    expect(flatName(long, "a")).not.toBe(flatName(long, "b"));
  });

  it.each([
    ["auto", { kind: "auto" }],
    ["none", { kind: "none" }],
    ["required", { kind: "required" }],
    [
      { type: "function", name: "f" },
      { kind: "tool", name: "f" },
    ],
    [
      { type: "custom", name: "f" },
      { kind: "tool", name: "f" },
    ],
  ])("are chosen by %j", (choice, expected) => {
    expect(decode({ tools: [{ type: "function", name: "f" }], tool_choice: choice }).toolChoice).toEqual(expected);
  });

  const kinds = ["file_search", "computer_use_preview", "mcp", "code_interpreter", "image_generation", "local_shell"];
  it.each([...kinds, "shell", "apply_patch", "tool_search"])("that run elsewhere are refused: %s", (type) => {
    const error = { code: "invalid_parameters", param: "tools[0].type" };
    expect(() => decode({ tools: [{ type }] })).toThrow(expect.objectContaining(error));
  });

  it("must be there to be chosen", () => {
    const error = { code: "invalid_parameters", param: "tool_choice.name" };
    expect(() => decode({ tool_choice: { type: "function", name: "f" } })).toThrow(expect.objectContaining(error));
  });
});

describe("settings", () => {
  it("are kept", () => {
    const format = { type: "json_schema", name: "n", schema: { type: "object" }, strict: true };
    const request = decode({
      stream: true,
      parallel_tool_calls: false,
      max_output_tokens: 100,
      temperature: 0.5,
      top_p: 0.9,
      text: { format, verbosity: "low" },
      reasoning: { effort: "high", summary: "auto" },
      metadata: { a: "b" },
      prompt_cache_key: "k",
      service_tier: "flex",
      safety_identifier: "u",
      user: "old",
      store: false,
      include: ["reasoning.encrypted_content"],
      truncation: "disabled",
      previous_response_id: "resp_1",
    });
    expect(request).toMatchObject({
      stream: true,
      parallelToolCalls: false,
      maxOutputTokens: 100,
      temperature: 0.5,
      topP: 0.9,
      responseFormat: { kind: "json-schema", name: "n", schema: { type: "object" }, strict: true },
      verbosity: "low",
      reasoning: { effort: "high", visible: true },
      metadata: { a: "b" },
      promptCacheKey: "k",
      serviceTier: "flex",
      userId: "u",
      unmapped: [],
    });
  });

  it("that other wires cannot say are named", () => {
    const { unmapped, reasoning } = decode({
      truncation: "auto",
      max_tool_calls: 3,
      top_logprobs: 5,
      context_management: [{ type: "compaction" }],
      include: ["web_search_call.results", "reasoning.encrypted_content"],
      prompt_cache_retention: "24h",
      reasoning: { effort: null, mode: "pro" },
      moderation: null,
      "x-routing-hints": {},
    });
    const named = ["truncation", "max_tool_calls", "top_logprobs", "context_management", "prompt_cache_retention"];
    expect(unmapped).toEqual([...named, "include[0]", "reasoning.mode"]);
    expect(reasoning).toBeUndefined();
  });

  it.each([
    [{ background: true }, "background"],
    [{ conversation: "conv_1" }, "conversation"],
    [{ prompt: { id: "pmpt_1" } }, "prompt"],
    [{ reasoning: { effort: "huge" } }, "reasoning.effort"],
    [{ text: { format: { type: "xml" } } }, "text.format.type"],
    [{ text: { format: { type: "json_schema", name: "n" } } }, "text.format.schema"],
    [{ metadata: { a: 1 } }, "metadata.a"],
    [{ max_output_tokens: "5" }, "max_output_tokens"],
    [{ instructions: [{ role: "system" }] }, "instructions"],
    [{ tools: ["x"] }, "tools[0]"],
    [{ input: [1] }, "input[0]"],
    [{ input: 7 }, "input"],
  ])("are refused: %j", (body, param) => {
    expect(() => decode(body)).toThrow(expect.objectContaining({ code: "invalid_parameters", param }));
  });

  it("may leave the input to a stored prompt when the body is only relayed", async () => {
    const { checkRequest } = await import("./check-request.ts");
    expect(() => checkRequest({ model: "m", prompt: { id: "pmpt_1" } })).not.toThrow();
  });
});
