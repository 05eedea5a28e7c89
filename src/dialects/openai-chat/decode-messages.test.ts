import { describe, expect, it } from "vitest";
import type { JsonObject } from "../dialect.ts";
import { sealCarry } from "../sealed-carry.ts";
import { decodeRequest } from "./decode-request.ts";

const user = { role: "user", content: "hi" };
const call = (id: string, args: unknown = "{}") => ({ id, type: "function", function: { name: "f", arguments: args } });
const tool = (id: string) => ({ role: "tool", tool_call_id: id, content: "r" });
const body = (changes: JsonObject): JsonObject => ({ model: "m", messages: [user], ...changes });

describe("chat requests with what not every wire has", () => {
  const grammar = { syntax: "lark", definition: "start: /a+/" };
  const custom = { type: "custom", custom: { name: "run", description: "d", format: { type: "grammar", grammar } } };

  it("custom tools, their calls and the choice of one", () => {
    const tool_choice = { type: "custom", custom: { name: "run" } };
    const calls = [{ id: "c", type: "custom", custom: { name: "run", input: "ls -l" } }];
    const request = decodeRequest(
      body({ tools: [custom], tool_choice, messages: [user, { role: "assistant", tool_calls: calls }, tool("c")] }),
    );
    expect(request.tools).toMatchObject([
      { name: "run", description: "d", parameters: {}, custom: { format: { type: "grammar", ...grammar } } },
    ]);
    expect(request.toolChoice).toEqual({ kind: "tool", name: "run" });
    expect(request.messages[1]?.blocks).toEqual([
      { kind: "tool-call", id: "c", name: "run", arguments: "ls -l", custom: true },
    ]);
  });
  it("a choice among tools of both kinds", () => {
    const tools = [custom, { type: "function", function: { name: "f" } }];
    const allowed = { mode: "auto", tools: [{ type: "custom", custom: { name: "run" } }, { function: { name: "f" } }] };
    const request = decodeRequest(body({ tools, tool_choice: { type: "allowed_tools", allowed_tools: allowed } }));
    expect(request.toolChoice).toEqual({ kind: "allowed", mode: "auto", names: ["run", "f"] });
  });
  it("web search, verbosity, cache key and labels", () => {
    const request = decodeRequest(
      body({ web_search_options: {}, verbosity: "low", prompt_cache_key: "k", metadata: { team: "blue" } }),
    );
    expect(request).toMatchObject({
      hostedTools: [{ kind: "web-search", path: "web_search_options" }],
      verbosity: "low",
      promptCacheKey: "k",
      metadata: { team: "blue" },
      unmapped: [],
    });
  });
  it("files by link, bare base64 and data URL", () => {
    const files = ["https://a/b.pdf", "JVBERi0x", "data:text/csv;base64,YQ=="];
    const content = files.map((file_data) => ({ type: "file", file: { file_data } }));
    const [message] = decodeRequest(body({ messages: [{ role: "user", content }] })).messages;
    expect(message?.blocks.map((block) => block.kind === "document" && block.source)).toEqual([
      { kind: "url", url: "https://a/b.pdf" },
      { kind: "data", mediaType: "application/pdf", data: "JVBERi0x" },
      { kind: "data", mediaType: "text/csv", data: "YQ==" },
    ]);
  });
  it("images and audio of the conversation", () => {
    const image = { type: "image_url", image_url: { url: "data:image/png;base64,AA==" } };
    const request = decodeRequest(
      body({
        messages: [
          { role: "user", content: [{ type: "input_audio", input_audio: { data: "AA==", format: "wav" } }] },
          { role: "assistant", content: "Here:", images: [image] },
          { role: "assistant", content: [image] },
        ],
      }),
    );
    expect(request.unmapped).toEqual([]);
    expect(request.messages.flatMap(({ blocks }) => blocks)).toEqual([
      { kind: "audio", format: "wav", data: "AA==" },
      { kind: "text", text: "Here:" },
      ...[1, 2].map(() => ({ kind: "image", source: { kind: "data", mediaType: "image/png", data: "AA==" } })),
    ]);
  });
  it("Mistral's thinking chunks", () => {
    const content = [
      { type: "thinking", thinking: [{ type: "text", text: "hm" }] },
      { type: "text", text: "a" },
    ];
    expect(decodeRequest(body({ messages: [{ role: "assistant", content }] })).messages[0]?.blocks).toEqual([
      { kind: "reasoning", text: "hm" },
      { kind: "text", text: "a" },
    ]);
  });
});

describe("state that callers bring back", () => {
  const google = (owner: string) => ({ [owner]: { thought_signature: "sig" } });
  it.each(["google", "vertex"])("Gemini's signature of a call, as of %s", (owner) => {
    const calls = [{ ...call("c"), extra_content: google(owner) }, call("d")];
    const request = decodeRequest(body({ messages: [{ role: "assistant", tool_calls: calls }, tool("c"), tool("d")] }));
    expect(request.messages[0]?.blocks.map((block) => "carry" in block && block.carry)).toEqual([
      { dialect: "gemini", data: "sig" },
      false,
    ]);
  });
  it("of calls, texts and hidden reasoning of other wires, told twice or spoiled", () => {
    const carry = (data: unknown) => ({ dialect: "some-wire", data });
    const details = [
      { type: "reasoning.encrypted", data: sealCarry(carry(1)) },
      { type: "reasoning.encrypted", data: sealCarry(carry({ a: 2 }), "c"), id: "c" },
      { type: "reasoning.encrypted", data: sealCarry(carry(3), "#text") },
      { type: "reasoning.encrypted", data: `${sealCarry(carry(4)).slice(0, 12)}!` },
      { type: "reasoning.encrypted", data: "a vendor's own" },
      null,
    ];
    const message = {
      role: "assistant",
      content: "a",
      tool_calls: [call("c")],
      reasoning_details: [...details, ...details],
    };
    const [decoded] = decodeRequest(body({ messages: [message, tool("c")] })).messages;
    expect(decoded?.blocks).toEqual([
      { kind: "reasoning", text: "", redacted: true, carry: carry(1) },
      { kind: "text", text: "a", carry: carry(3) },
      { kind: "tool-call", id: "c", name: "f", arguments: "{}", carry: carry({ a: 2 }) },
    ]);
  });
});
