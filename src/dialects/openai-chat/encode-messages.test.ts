import { describe, expect, it } from "vitest";
import type { Block } from "../../canonical/blocks.ts";
import type { ChatRequest } from "../../canonical/request.ts";
import type { JsonObject } from "../dialect.ts";
import { target } from "../test-support.ts";
import { encodeRequest } from "./encode-request.ts";

const base: ChatRequest = {
  model: "m",
  messages: [{ role: "user", blocks: [{ kind: "text", text: "hi" }] }],
  stream: false,
  unmapped: [],
};
const call: Block = { kind: "tool-call", id: "toolu_1", name: "f", arguments: "" };
const result: Block = { kind: "tool-result", toolCallId: "toolu_1", content: [{ kind: "text", text: "r" }] };
const withCall = (...blocks: Block[]): ChatRequest => ({
  ...base,
  messages: [
    { role: "assistant", blocks: [...blocks, call] },
    { role: "user", blocks: [result] },
  ],
});
const signed: Block = { kind: "reasoning", text: "t", carry: { dialect: "anthropic-messages", data: "s" } };

describe("chat messages", () => {
  const messagesOf = (request: ChatRequest, at: Parameters<typeof target>[0] = {}) => {
    const { body, warnings } = encodeRequest(request, target(at));
    return { messages: body["messages"] as JsonObject[], fields: warnings.map((warning) => warning.field) };
  };
  it("never sends reasoning as text, and not at all unless the vendor needs it", () => {
    const { messages, fields } = messagesOf(withCall(signed));
    expect(messages[0]).toEqual({
      role: "assistant",
      content: null,
      tool_calls: [{ id: "toolu_1", type: "function", function: { name: "f", arguments: "{}" } }],
    });
    expect(fields).toEqual(["messages[0]"]);
  });
  it("replays reasoning text where tool turns need it, empty if there is none (trap 20)", () => {
    expect(messagesOf(withCall(signed), { quirks: ["replay-reasoning"] }).messages[0]).toMatchObject({
      reasoning_content: "t",
    });
    expect(messagesOf(withCall(), { quirks: ["replay-reasoning"] }).messages[0]).toMatchObject({
      reasoning_content: "",
    });
    const renamed = messagesOf(withCall(signed), { quirks: ["replay-reasoning", "reasoning-field-reasoning"] })
      .messages[0];
    expect(renamed).toMatchObject({ reasoning: "t" });
    expect(JSON.stringify(renamed)).not.toContain('"s"');
  });
  it("spells tool ids the same in calls and results", () => {
    const { messages } = messagesOf(withCall(), { quirks: ["tool-ids-9-alphanumeric"] });
    const [assistant, tool] = messages;
    expect(tool?.["tool_call_id"]).toMatch(/^[a-z0-9]{9}$/);
    expect(assistant).toMatchObject({ tool_calls: [{ id: tool?.["tool_call_id"] }] });
  });
  it("tells tools of the history as text to a provider without tools", () => {
    const { messages } = messagesOf(withCall(), { quirks: ["no-tools"] });
    expect(messages).toEqual([
      { role: "assistant", content: "[Called tool f with {}]" },
      {
        role: "user",
        content: [
          { type: "text", text: "[Result of tool f]" },
          { type: "text", text: "r" },
        ],
      },
    ]);
  });
  it("notes what cannot be sent in its place", () => {
    const image: Block = { kind: "image", source: { kind: "url", url: "https://a/b.png" } };
    const file: Block = { kind: "document", source: { kind: "file", dialect: "anthropic-messages", fileId: "f" } };
    const { messages, fields } = messagesOf(
      { ...base, messages: [{ role: "user", blocks: [image, file] }] },
      { quirks: ["images-inline-only"] },
    );
    expect(fields).toEqual(["messages[0].content[0]", "messages[0].content[1]"]);
    expect(messages[0]?.["content"]).toMatchObject([{ type: "text" }, { type: "text" }]);
  });
  it("refuses web search where the provider has none, naming what asked for it", () => {
    const request: ChatRequest = { ...base, hostedTools: [{ kind: "web-search", path: "tools[1]" }] };
    expect(() => encodeRequest(request, target({ quirks: ["no-web-search"] }))).toThrow(
      expect.objectContaining({ code: "invalid_parameters", param: "tools[1]" }),
    );
  });
  it("sends calls of custom tools as such, or as a function with one string", () => {
    const custom: Block = { kind: "tool-call", id: "c", name: "run", arguments: 'ls "a"', custom: true };
    const request: ChatRequest = {
      ...base,
      messages: [
        { role: "assistant", blocks: [custom] },
        { role: "user", blocks: [{ kind: "tool-result", toolCallId: "c", content: [] }] },
      ],
    };
    expect(messagesOf(request).messages[0]?.["tool_calls"]).toEqual([
      { id: "c", type: "custom", custom: { name: "run", input: 'ls "a"' } },
    ]);
    expect(messagesOf(request, { quirks: ["no-custom-tools"] }).messages[0]?.["tool_calls"]).toEqual([
      { id: "c", type: "function", function: { name: "run", arguments: '{"input":"ls \\"a\\""}' } },
    ]);
  });
  it.each([
    ["gemini", { google: { thought_signature: "sig" } }],
    ["gpt", undefined],
    [undefined, undefined],
  ])("sends Gemini's signature of a call to models of the family %s", (family, extra) => {
    const request = withCall();
    const blocks = request.messages[0]?.blocks.map((b) => ({
      ...b,
      carry: { dialect: "gemini", data: "sig" },
    })) as Block[];
    const messages = [{ role: "assistant" as const, blocks }, ...request.messages.slice(1)];
    const [assistant] = messagesOf({ ...request, messages }, { family }).messages;
    const [sent] = (assistant?.["tool_calls"] ?? []) as JsonObject[];
    expect(sent?.["extra_content"]).toEqual(extra);
  });
  it("puts thinking into the content where the provider has it there, unless it is another wire's", () => {
    const own: Block = { kind: "reasoning", text: "hm" };
    const quirks = ["thinking-in-content"] as const;
    const thinking = { type: "thinking", thinking: [{ type: "text", text: "hm" }] };
    const said: ChatRequest = {
      ...base,
      messages: [{ role: "assistant", blocks: [own, { kind: "text", text: "a" }] }],
    };
    expect(messagesOf(said, { quirks })).toEqual({
      messages: [{ role: "assistant", content: [thinking, { type: "text", text: "a" }] }],
      fields: [],
    });
    expect(messagesOf(withCall(own), { quirks }).messages[0]?.["content"]).toEqual([thinking]);
    const foreign = messagesOf(withCall(signed), { quirks });
    expect([foreign.messages[0]?.["content"], foreign.fields]).toEqual([null, ["messages[0]"]]);
  });
  it("merges turns where they must alternate, and says so", () => {
    const say = (role: "user" | "assistant" | "system", value: string) =>
      ({ role, blocks: [{ kind: "text", text: value }] }) as const;
    const messages = [say("user", "a"), say("user", "b"), say("assistant", "c")];
    const merged = messagesOf({ ...base, messages }, { quirks: ["strict-alternation"] });
    expect(merged.messages.map(({ role, content }) => [role, content])).toEqual([
      ["user", "a\n\nb"],
      ["assistant", "c"],
    ]);
    expect(merged.fields).toEqual(["messages"]);
    expect(messagesOf(base, { quirks: ["strict-alternation"] }).fields).toEqual([]);
  });
  it("sends documents as files, texts as text, and puts what a tool showed after its results", () => {
    const data = (mediaType: string, value: string) => ({ kind: "data", mediaType, data: value }) as const;
    const pdf: Block = { kind: "document", source: data("application/pdf", "JVBERi0x"), title: "Report" };
    const csv: Block = { kind: "document", source: data("text/csv", "YSxi") };
    const text: Block = { kind: "document", source: { kind: "text", text: "t" }, title: "T" };
    const image: Block = { kind: "image", source: data("image/png", "AA==") };
    const audio: Block = { kind: "audio", format: "wav", data: "AA==" };
    const shown: Block = {
      kind: "tool-result",
      toolCallId: "toolu_1",
      content: [{ kind: "text", text: "r" }, image, pdf],
    };
    const { messages, fields } = messagesOf({
      ...base,
      messages: [
        { role: "assistant", blocks: [call] },
        { role: "user", blocks: [shown, text, csv, audio] },
      ],
    });
    const file = { type: "file", file: { filename: "Report.pdf", file_data: "data:application/pdf;base64,JVBERi0x" } };
    expect(messages.slice(1)).toEqual([
      { role: "tool", tool_call_id: "toolu_1", content: "r" },
      {
        role: "user",
        content: [
          { type: "text", text: "Attached to the tool result toolu_1:" },
          { type: "image_url", image_url: { url: "data:image/png;base64,AA==" } },
          file,
        ],
      },
      {
        role: "user",
        content: [
          { type: "text", text: "T\n\nt" },
          { type: "text", text: "a,b" },
          { type: "input_audio", input_audio: { data: "AA==", format: "wav" } },
        ],
      },
    ]);
    expect(fields).toEqual([]);
  });
});
