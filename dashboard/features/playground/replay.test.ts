import { describe, expect, it } from "vitest";
import { buildRequest } from "./build-request.ts";
import { messagesFor } from "./conversation.ts";
import { replayOf } from "./replay.ts";

/** What would be sent for a kept body. */
function again(endpoint: string, body: object) {
  const { model, settings, turns, notes } = replayOf(endpoint, JSON.stringify(body), "a");
  const numbered = turns.map((turn, index) => ({ ...turn, id: index + 1 }));
  const messages = messagesFor(numbered, "a", numbered.length, settings.system);
  return { ...buildRequest(settings, model, messages).body, notes };
}

describe("a logged request", () => {
  it("is asked again as it was", () => {
    const body = {
      model: "mock/echo",
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Weather?" },
        {
          role: "assistant",
          content: null,
          tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: "{}" } }],
        },
        { role: "tool", tool_call_id: "c", content: "21" },
        { role: "assistant", content: "21 degrees." },
        {
          role: "user",
          content: [
            { type: "text", text: "And here?" },
            { type: "image_url", image_url: { url: "data:image/png;base64,AA" } },
          ],
        },
      ],
      temperature: 0.5,
      max_completion_tokens: 10,
      reasoning_effort: "low",
      response_format: { type: "json_schema", json_schema: { name: "answer", schema: { type: "object" } } },
      tools: [{ type: "function", function: { name: "f" } }],
      "x-routing-hints": { priority: "cost", prefer_providers: ["mock"] },
      "x-fallback-chain": ["mock/priced"],
      seed: 7,
      mock: { reply: "x" },
    };
    expect(again("/v1/chat/completions", { ...body, stream: true, stream_options: {} })).toEqual({
      ...body,
      notes: [],
    });
  });

  it("of Anthropic's wire is asked on ours", () => {
    const image = { type: "image", source: { type: "base64", media_type: "image/png", data: "AA" } };
    const sent = again("/v1/messages", {
      model: "claude",
      system: [{ type: "text", text: "Be brief." }],
      max_tokens: 5,
      top_k: 3,
      tools: [
        { name: "f", input_schema: { type: "object" } },
        { type: "web_search", name: "web" },
      ],
      messages: [
        { role: "user", content: [{ type: "text", text: "hi" }, image] },
        { role: "assistant", content: [{ type: "tool_use", id: "c", name: "f", input: { a: 1 } }] },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "c", content: "21" },
            { type: "text", text: "So?" },
          ],
        },
      ],
    });
    expect(sent).toMatchObject({
      max_completion_tokens: 5,
      tools: [{ type: "function", function: { name: "f", parameters: { type: "object" } } }],
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: [{ text: "hi" }, { image_url: { url: "data:image/png;base64,AA" } }] },
        { role: "assistant", tool_calls: [{ id: "c", function: { arguments: '{"a":1}' } }] },
        { role: "tool", tool_call_id: "c", content: "21" },
        { role: "user", content: "So?" },
      ],
    });
    expect(sent.notes).toHaveLength(2);
  });

  it.each([
    ["what was cut", "/v1/chat/completions", '{"model": "m", "mess', /not whole/],
    ["what was not kept", "/v1/chat/completions", '""', /No content/],
    ["what is no chat", "/v1/embeddings", "{}", /Only chats/],
  ])("cannot be asked again: %s", (_, endpoint, text, words) => {
    expect(() => replayOf(endpoint, text, "a")).toThrow(words);
  });
});
