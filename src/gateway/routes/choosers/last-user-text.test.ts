import { expect, it } from "vitest";
import { decodedJson } from "../testing/decoded.ts";
import { lastUserText } from "./last-user-text.ts";

const picture = { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } };
const call = { id: "c", type: "function", function: { name: "f", arguments: '{"x":"not this"}' } };

it.each<[string, string, object, string]>([
  [
    "chat",
    "/v1/chat/completions",
    {
      model: "m",
      messages: [
        { role: "system", content: "not this" },
        { role: "user", content: "nor this" },
        { role: "user", content: [{ type: "text", text: "one" }, picture, { type: "text", text: "two" }] },
        { role: "assistant", content: null, tool_calls: [call] },
        { role: "tool", tool_call_id: "c", content: "not this" },
      ],
    },
    "one\ntwo",
  ],
  [
    "messages",
    "/v1/messages",
    {
      model: "m",
      max_tokens: 1,
      system: "not this",
      messages: [
        { role: "user", content: "this" },
        { role: "assistant", content: [{ type: "tool_use", id: "t", name: "f", input: { x: "not this" } }] },
        { role: "user", content: [{ type: "tool_result", tool_use_id: "t", content: "not this" }] },
      ],
    },
    "this",
  ],
  ["responses as text", "/v1/responses", { model: "m", instructions: "not this", input: "this" }, "this"],
  [
    "responses as items",
    "/v1/responses",
    {
      model: "m",
      input: [
        { role: "developer", content: "not this" },
        { role: "user", content: [{ type: "input_text", text: "this" }] },
        { type: "function_call", call_id: "c", name: "f", arguments: '{"x":"not this"}' },
        { type: "function_call_output", call_id: "c", output: "not this" },
      ],
    },
    "this",
  ],
  [
    "Gemini",
    "/v1beta/models/m:generateContent",
    {
      systemInstruction: { parts: [{ text: "not this" }] },
      contents: [
        { role: "user", parts: [{ text: "this" }] },
        { role: "model", parts: [{ text: "not this" }] },
      ],
    },
    "this",
  ],
  ["one content of Gemini's", "/v1beta/models/m:generateContent", { contents: { parts: { text: "this" } } }, "this"],
  [
    "a count of Gemini's",
    "/v1beta/models/m:countTokens",
    { generateContentRequest: { contents: [{ parts: [{ text: "this" }] }] } },
    "this",
  ],
  ["embeddings", "/v1/embeddings", { model: "m", input: ["not this", "this"] }, "this"],
  ["pictures alone", "/v1/chat/completions", { model: "m", messages: [{ role: "user", content: [picture] }] }, ""],
])("what the user said last is found in %s", async (_name, path, body, text) => {
  const { exchange, request } = await decodedJson(path, body);
  const before = JSON.stringify(request.body);
  expect(lastUserText(exchange.endpoint.dialect.id, request.body)).toBe(text);
  expect(JSON.stringify(request.body)).toBe(before);
});
