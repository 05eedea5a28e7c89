import { describe, expect, it } from "vitest";
import type { DialectId, JsonObject } from "./dialect.ts";
import { findInboundDialect } from "./registry.ts";
import { sealCarry } from "./sealed-carry.ts";
import type { TextSlot } from "./text-slots.ts";
import { textsOf } from "./texts-registry.ts";

const places = (slots: readonly TextSlot[]): string[] =>
  slots.map(
    ({ path, role, kind, text, readonly }) => `${path} ${role} ${kind}${readonly === true ? " readonly" : ""}: ${text}`,
  );

const REQUESTS: readonly [wire: DialectId, body: JsonObject, places: readonly string[]][] = [
  [
    "openai-chat",
    {
      messages: [
        { role: "developer", content: "a" },
        {
          role: "user",
          content: [
            { type: "text", text: "b" },
            { type: "image_url", image_url: { url: "https://x" } },
          ],
        },
        {
          role: "assistant",
          content: null,
          refusal: "c",
          reasoning_content: "d",
          reasoning_details: [{ type: "reasoning.text", text: "e", signature: "s" }],
          tool_calls: [
            {
              id: "1",
              type: "function",
              function: { name: "f", arguments: '{"k":"f","n":[1,0.12345678,4111111111111111]}' },
            },
            { id: "2", type: "custom", custom: { name: "g", input: "h" } },
          ],
        },
        { role: "tool", tool_call_id: "1", content: "i" },
        { role: "function", name: "f", content: ["j"] },
      ],
      prediction: { type: "content", content: "k" },
    },
    [
      "messages[0].content system text: a",
      "messages[1].content[0].text user text: b",
      "messages[2].reasoning_content assistant reasoning: d",
      "messages[2].reasoning_details[0].text assistant reasoning readonly: e",
      "messages[2].refusal assistant text: c",
      "messages[2].tool_calls[0].function.arguments assistant tool-arguments: f",
      "messages[2].tool_calls[0].function.arguments assistant tool-arguments: 4111111111111111",
      "messages[2].tool_calls[1].custom.input assistant tool-arguments: h",
      "messages[3].content tool tool-result: i",
      "messages[4].content[0] tool tool-result: j",
      "prediction.content user text: k",
    ],
  ],
  [
    "openai-responses",
    {
      instructions: "a",
      input: [
        { role: "user", content: "b" },
        {
          type: "message",
          role: "assistant",
          content: [
            { type: "output_text", text: "c" },
            { type: "refusal", refusal: "d" },
          ],
        },
        {
          type: "reasoning",
          id: "r",
          summary: [{ type: "summary_text", text: "e" }],
          encrypted_content: sealCarry({ dialect: "anthropic-messages", data: "x" }),
        },
        { type: "reasoning", id: "r", summary: [{ type: "summary_text", text: "f" }], encrypted_content: "own" },
        { type: "function_call", call_id: "1", name: "f", arguments: '{"k":"g"}' },
        { type: "function_call_output", call_id: "1", output: [{ type: "input_text", text: "h" }] },
        { type: "custom_tool_call", call_id: "2", name: "f", input: "i" },
        { type: "custom_tool_call_output", call_id: "2", output: "j" },
        { type: "mcp_call", id: "m", server_label: "s", name: "n", arguments: '{"k":"k"}', output: "l" },
        {
          type: "local_shell_call",
          id: "l",
          call_id: "c",
          action: { type: "exec", command: ["ls", "m"] },
          status: "completed",
        },
        { type: "item_reference", id: "i" },
      ],
      prompt: { id: "pmpt_1", variables: { city: "n" } },
    },
    [
      "instructions system text: a",
      "input[0].content user text: b",
      "input[1].content[0].text assistant text: c",
      "input[1].content[1].refusal assistant text: d",
      "input[2].summary[0].text assistant reasoning readonly: e",
      "input[3].summary[0].text assistant reasoning: f",
      "input[4].arguments assistant tool-arguments: g",
      "input[5].output[0].text tool tool-result: h",
      "input[6].input assistant tool-arguments: i",
      "input[7].output tool tool-result: j",
      "input[8].arguments assistant tool-arguments: k",
      "input[8].output tool tool-result: l",
      "input[9].action.command[0] assistant tool-arguments: ls",
      "input[9].action.command[1] assistant tool-arguments: m",
      "prompt.variables.city user text: n",
    ],
  ],
  [
    "anthropic-messages",
    {
      system: [{ type: "text", text: "a" }],
      messages: [
        { role: "user", content: "b" },
        {
          role: "assistant",
          content: [
            { type: "thinking", thinking: "c", signature: "own" },
            { type: "thinking", thinking: "d", signature: "llmgw:unsigned" },
            { type: "redacted_thinking", data: "x" },
            { type: "tool_use", id: "1", name: "f", input: { k: ["e", 5], n: 4111111111111111 } },
          ],
        },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "1", content: [{ type: "text", text: "f" }] },
            { type: "document", title: "g", source: { type: "text", media_type: "text/plain", data: "h" } },
            { type: "search_result", source: "https://x", title: "i", content: [{ type: "text", text: "j" }] },
          ],
        },
      ],
    },
    [
      "system[0].text system text: a",
      "messages[0].content user text: b",
      "messages[1].content[0].thinking assistant reasoning readonly: c",
      "messages[1].content[1].thinking assistant reasoning: d",
      "messages[1].content[3].input.k[0] assistant tool-arguments: e",
      "messages[1].content[3].input.n assistant tool-arguments: 4111111111111111",
      "messages[2].content[0].content[0].text tool tool-result: f",
      "messages[2].content[1].title user text: g",
      "messages[2].content[1].source.data user text: h",
      "messages[2].content[2].title user text: i",
      "messages[2].content[2].source user text: https://x",
      "messages[2].content[2].content[0].text user text: j",
    ],
  ],
  [
    "gemini",
    {
      system_instruction: { parts: [{ text: "a" }] },
      contents: [
        { role: "user", parts: { text: "b" } },
        {
          role: "model",
          parts: [
            { text: "c", thought: true, thought_signature: "s" },
            { function_call: { name: "f", args: { k: "d" } } },
          ],
        },
        { role: "user", parts: [{ functionResponse: { name: "f", response: { output: "e" } } }] },
      ],
    },
    [
      "system_instruction.parts[0].text system text: a",
      "contents.parts.text user text: b".replace("contents", "contents[0]"),
      "contents[1].parts[0].text assistant reasoning readonly: c",
      "contents[1].parts[1].function_call.args.k assistant tool-arguments: d",
      "contents[2].parts[0].functionResponse.response.output tool tool-result: e",
    ],
  ],
  [
    "gemini-count-tokens",
    { generate_content_request: { contents: [{ parts: [{ text: "a" }] }] } },
    ["generate_content_request.contents[0].parts[0].text user text: a"],
  ],
  [
    "gemini-embeddings",
    { requests: [{ title: "b", content: { parts: [{ text: "a" }] } }] },
    ["requests[0].content.parts[0].text user input: a", "requests[0].title user input: b"],
  ],
  ["gemini-embed-content", { content: { parts: [{ text: "a" }] } }, ["content.parts[0].text user input: a"]],
  ["openai-embeddings", { input: "a" }, ["input user input: a"]],
  ["openai-embeddings", { input: ["a", "", "b"] }, ["input[0] user input: a", "input[2] user input: b"]],
  ["openai-embeddings", { input: [[4111111, 111111111]] }, []],
  ["openai-embeddings", { input: [411111111111, 1] }, []],
  [
    "openai-moderations",
    { input: ["a", { type: "text", text: "b" }, { type: "image_url", image_url: { url: "u" } }] },
    ["input[0] user input: a", "input[1].text user input: b"],
  ],
  ["openai-images", { prompt: "a" }, ["prompt user prompt: a"]],
  [
    "openai-image-edits",
    { prompt: "a", image: { contentType: "image/png", bytes: Buffer.from("x") } },
    ["prompt user prompt: a"],
  ],
  ["openai-speech", { input: "a", instructions: "b" }, ["input user input: a", "instructions user prompt: b"]],
  [
    "openai-transcriptions",
    { prompt: "a", file: { contentType: "audio/mp3", bytes: Buffer.from("x") } },
    ["prompt user prompt: a"],
  ],
  [
    "cohere-rerank",
    { query: "a", documents: ["b", { text: "c", id: "x" }] },
    ["query user input: a", "documents[0] user input: b", "documents[1].text user input: c"],
  ],
  ["anthropic-count-tokens", { messages: [{ role: "user", content: "a" }] }, ["messages[0].content user text: a"]],
];

describe("texts of requests", () => {
  it.each(REQUESTS)("%s %#", (wire, body, expected) => {
    expect(places(textsOf(wire).requestTexts(body))).toEqual(expected);
  });

  it("are known for every wire that callers speak", () => {
    const ids = ["openai-chat", "openai-responses", "anthropic-messages", "gemini", "gemini-count-tokens"];
    ids.push("openai-embeddings", "gemini-embeddings", "gemini-embed-content", "openai-images", "openai-image-edits");
    ids.push("openai-moderations", "cohere-rerank", "openai-speech", "openai-transcriptions", "anthropic-count-tokens");
    for (const id of ids as DialectId[]) {
      expect(findInboundDialect(id)?.id).toBe(id);
      expect(textsOf(id).requestTexts({})).toEqual([]);
    }
  });
});
