import { describe, expect, it } from "vitest";
import type { JsonObject } from "../dialect.ts";
import { decodeRequest } from "./decode-request.ts";
import { OWN } from "./thinking.ts";

const hello = { role: "user", content: "hi" };
const decode = (body: JsonObject) => decodeRequest({ model: "m", messages: [hello], ...body });
const fn = (name: string) => ({ type: "function", function: { name, parameters: { type: "object" } } });
const call = (id: string, args: unknown = "{}") => ({ id, type: "function", function: { name: "f", arguments: args } });

describe("decodeRequest", () => {
  it("takes all that is unset as absent", () => {
    expect(decode({ logprobs: false, priority: 0 })).toMatchObject({ model: "m", stream: false, unmapped: [] });
    expect(decode({}).messages).toEqual([
      { role: "user", blocks: [{ kind: "text", text: "hi" }], path: "messages[0]" },
    ]);
  });

  it("reads all settings, and names what has no place", () => {
    expect(
      decode({
        stream: true,
        tools: [fn("f")],
        strict_tools: true,
        tool_choice: "REQUIRED",
        max_tokens: 5,
        stop_sequences: ["x"],
        temperature: 0.1,
        seed: 1,
        frequency_penalty: 0.2,
        presence_penalty: 0.3,
        k: 4,
        p: 0.5,
        thinking: { type: "enabled", token_budget: 2048 },
        response_format: { type: "json_object", json_schema: { type: "object" } },
        safety_mode: "STRICT",
        logprobs: true,
        priority: 3,
        citation_options: { mode: "FAST" },
      }),
    ).toMatchObject({
      stream: true,
      tools: [{ name: "f", strict: true }],
      toolChoice: { kind: "required" },
      maxOutputTokens: 5,
      stopSequences: ["x"],
      temperature: 0.1,
      seed: 1,
      frequencyPenalty: 0.2,
      presencePenalty: 0.3,
      topK: 4,
      topP: 0.5,
      reasoning: { effort: "low", budgetTokens: 2048 },
      responseFormat: { kind: "json-schema", schema: { type: "object" } },
      unmapped: ["safety_mode", "logprobs", "priority", "citation_options"],
    });
    expect(decode({ tool_choice: "NONE" }).toolChoice).toEqual({ kind: "none" });
    expect(decode({ thinking: { type: "disabled" } }).reasoning).toEqual({ effort: "none" });
    expect(decode({ thinking: { type: "enabled" } }).reasoning).toEqual({ adaptive: true });
    expect(decode({ response_format: { type: "json_object" } }).responseFormat).toEqual({ kind: "json" });
    expect(decode({ response_format: { type: "text" } }).responseFormat).toEqual({ kind: "text" });
  });

  it("reads a conversation with calls; the plan is text", () => {
    const { messages } = decode({
      messages: [
        { role: "system", content: [{ type: "text", text: "s" }] },
        { role: "user", content: { type: "text", text: "one part" } },
        {
          role: "assistant",
          content: [{ type: "thinking", thinking: "hm" }],
          tool_plan: "plan",
          tool_calls: [call("c1", '{"a":1}'), call("c2", " ")],
          citations: [],
        },
        { role: "tool", tool_call_id: "c2", content: "text" },
        {
          role: "tool",
          tool_call_id: "c1",
          content: [
            { type: "text", text: "t" },
            { type: "document", document: { id: "d", data: { title: "T", snippet: "S" } } },
            { type: "document", document: { id: "d", data: { a: 1 } } },
            { type: "document", document: { id: "d", data: "plain" } },
          ],
        },
        { role: "assistant", content: "done" },
      ],
    });
    expect(messages.map((message) => message.role)).toEqual(["system", "user", "assistant", "user", "assistant"]);
    expect(messages[2]?.blocks).toEqual([
      { kind: "reasoning", text: "hm", carry: OWN },
      { kind: "text", text: "plan" },
      { kind: "tool-call", id: "c1", name: "f", arguments: '{"a":1}' },
      { kind: "tool-call", id: "c2", name: "f", arguments: "{}" },
    ]);
    expect(messages[3]?.blocks).toEqual([
      { kind: "tool-result", toolCallId: "c2", content: [{ kind: "text", text: "text" }] },
      {
        kind: "tool-result",
        toolCallId: "c1",
        content: [
          { kind: "text", text: "t" },
          { kind: "document", source: { kind: "text", text: "S" }, title: "T" },
          { kind: "document", source: { kind: "text", text: '{"a":1}' }, title: "d" },
          { kind: "document", source: { kind: "text", text: "plain" }, title: "d" },
        ],
      },
    ]);
  });

  it("reads images", () => {
    const image = (url: string, detail?: string) => ({ type: "image_url", image_url: { url, detail } });
    const content = [image("https://x.test/a"), image("data:image/png;base64,iVBORw==", "high")];
    expect(decode({ messages: [{ role: "user", content }] }).messages[0]?.blocks).toEqual([
      { kind: "image", source: { kind: "url", url: "https://x.test/a" } },
      { kind: "image", source: { kind: "data", mediaType: "image/png", data: "iVBORw==" }, detail: "high" },
    ]);
  });

  it("puts documents before the last user's words", () => {
    const { messages } = decode({
      documents: ["plain", { id: "d", data: { title: "T", text: "X" } }],
      messages: [
        hello,
        { role: "assistant", tool_calls: [call("c1")] },
        { role: "tool", tool_call_id: "c1", content: "r" },
      ],
    });
    expect(messages[0]?.blocks).toEqual([
      { kind: "document", source: { kind: "text", text: "plain" } },
      { kind: "document", source: { kind: "text", text: "X" }, title: "T" },
      { kind: "text", text: "hi" },
    ]);
  });

  it.each<[string, JsonObject]>([
    ["model", { model: "" }],
    ["messages", { messages: [] }],
    ["messages", { messages: undefined }],
    ["messages[0].role", { messages: [{ role: "developer", content: "x" }] }],
    ["messages[0].content", { messages: [{ role: "user" }] }],
    ["messages[0].content[0].type", { messages: [{ role: "user", content: [{ type: "video" }] }] }],
    [
      "messages[0].content[0].image_url.url",
      { messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: "ftp://x" } }] }] },
    ],
    ["messages[0].content[0].type", { messages: [{ role: "system", content: [{ type: "image_url" }] }] }],
    ["messages[1].tool_calls[0].id", { messages: [hello, { role: "assistant", tool_calls: [call("c1")] }] }],
    [
      "messages[1].tool_calls[1].id",
      { messages: [hello, { role: "assistant", tool_calls: [call("c1"), call("c1")] }] },
    ],
    [
      "messages[1].tool_calls[0].function.arguments",
      { messages: [hello, { role: "assistant", tool_calls: [call("c1", "{")] }] },
    ],
    ["messages[1].tool_call_id", { messages: [hello, { role: "tool", tool_call_id: "z", content: "" }] }],
    ["tools[0]", { tools: [{ type: "web_search" }] }],
    ["tools[0].function.name", { tools: [{ type: "function", function: {} }] }],
    ["tool_choice", { tool_choice: "required" }],
    ["thinking.type", { thinking: {} }],
    ["response_format.type", { response_format: { type: "json_schema" } }],
    ["documents[0].data", { documents: [{}] }],
    ["documents", { documents: ["x"], messages: [{ role: "system", content: "s" }] }],
    ["stop_sequences[0]", { stop_sequences: [1] }],
  ])("refuses what is wrong at %s", (param, body) => {
    expect(() => decode(body)).toThrow(expect.objectContaining({ code: "invalid_parameters", param }));
  });
});
