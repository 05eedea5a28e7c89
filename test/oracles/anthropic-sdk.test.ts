import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { collect } from "../harness/collect.ts";
import { answer, dribbled, GET_TIME, GET_WEATHER, ODD_TEXT, SIXTY_WORDS } from "../upstream/index.ts";
import { CHAT_MODELS, direct, expectGatewayObject, expectUpstreamCall, startTarget } from "./target.ts";

const target = await startTarget();
const { upstream } = target;
const client = new Anthropic({ apiKey: target.apiKey, baseURL: target.origin, maxRetries: 0 });
const messages = [{ role: "user" as const, content: "hello" }];
const usage = { input: 100, cacheRead: 60, cacheWrite: 10, output: 30, reasoning: 12 };
const usageOut = {
  input_tokens: 30,
  cache_read_input_tokens: 60,
  cache_creation_input_tokens: 10,
  output_tokens: 30,
};
const tools: Anthropic.Tool[] = [GET_WEATHER, GET_TIME].map(({ name }) => ({
  name,
  description: `Calls ${name}`,
  input_schema: { type: "object", properties: {} },
}));
const toolUses = [
  { type: "tool_use", id: GET_WEATHER.id, name: "get_weather", input: { city: "Paris", unit: "c" } },
  { type: "tool_use", id: GET_TIME.id, name: "get_time", input: { zone: "Europe/Paris" } },
];

beforeEach(() => upstream.reset());
afterAll(() => target.stop());

for (const { model, native, wire } of CHAT_MODELS.toReversed()) {
  const hello = { model, max_tokens: 100, messages };

  describe(`Anthropic SDK on ${model}`, () => {
    it("answers, cached tokens outside input_tokens", async () => {
      upstream.respond(answer({ usage }));
      const message = await client.messages.create(hello);
      expect(message).toMatchObject({ type: "message", role: "assistant", stop_reason: "end_turn", model });
      expect(message.content).toMatchObject([{ type: "text", text: SIXTY_WORDS }]);
      expect(message.id).toMatch(/^msg_/);
      expect(message.usage).toMatchObject(usageOut);
      if (direct) return;
      expectGatewayObject(message);
      const sent = expectUpstreamCall(upstream.requests[0], wire, target.apiKey);
      expect(sent["model"]).toMatch(new RegExp(`^${native}`));
      expect(sent["max_tokens"]).toBe(100);
      expect(upstream.requests).toHaveLength(1);
    });

    it("accepts the key as x-api-key and as a bearer token", async () => {
      const bare = { baseURL: target.origin, maxRetries: 0, apiKey: null };
      const asHeader = new Anthropic({ ...bare, defaultHeaders: { "x-api-key": target.apiKey } });
      const asBearer = new Anthropic({ ...bare, authToken: target.apiKey });
      for (const caller of [asHeader, asBearer]) {
        expect((await caller.messages.create(hello)).stop_reason).toBe("end_turn");
      }
    });

    it("streams the events in the wire's order", async () => {
      upstream.respond(answer({ usage, text: "Checking it.", toolCalls: [GET_WEATHER, GET_TIME] }));
      const events = await collect(await client.messages.create({ ...hello, tools, stream: true }));
      const types = events.map((event) => event.type).filter((type, at, all) => type !== all[at - 1]);
      const block = ["content_block_start", "content_block_delta", "content_block_stop"];
      expect(types).toEqual(["message_start", ...block, ...block, ...block, "message_delta", "message_stop"]);
      const starts = events.flatMap((event) => (event.type === "content_block_start" ? [event] : []));
      expect(starts.map((event) => [event.index, event.content_block.type])).toEqual([
        [0, "text"],
        [1, "tool_use"],
        [2, "tool_use"],
      ]);
      const first = events[0]?.type === "message_start" ? events[0].message : undefined;
      expect(first).toMatchObject({ model, role: "assistant", content: [], stop_reason: null });
      expect(first?.usage.input_tokens).toBeGreaterThan(0);
      const ending = { type: "message_delta", delta: { stop_reason: "tool_use" }, usage: usageOut };
      expect(events.at(-2)).toMatchObject(ending);
    });

    it("accumulates a stream into the same message as the whole answer", async () => {
      upstream.respond(answer({ usage, text: "Checking it.", toolCalls: [GET_WEATHER, GET_TIME] }));
      const whole = await client.messages.create({ ...hello, tools });
      const streamed = await client.messages.stream({ ...hello, tools }).finalMessage();
      expect(whole.content).toMatchObject([{ type: "text", text: "Checking it." }, ...toolUses]);
      expect(streamed.content).toEqual(whole.content);
      expect(streamed.stop_reason).toBe("tool_use");
      expect(streamed.usage).toMatchObject(usageOut);
    });

    it("keeps every character when the upstream sends single bytes", async () => {
      upstream.respond(dribbled({ text: ODD_TEXT }));
      expect(await client.messages.stream(hello).finalText()).toBe(ODD_TEXT.join(""));
    });

    it("takes tool results back", async () => {
      const results: Anthropic.ToolResultBlockParam[] = [
        { type: "tool_result", tool_use_id: GET_WEATHER.id, content: "18 C" },
        { type: "tool_result", tool_use_id: GET_TIME.id, content: [{ type: "text", text: "09:00" }] },
      ];
      const history: Anthropic.MessageParam[] = [
        ...messages,
        { role: "assistant", content: toolUses as Anthropic.ToolUseBlockParam[] },
        { role: "user", content: [...results, { type: "text", text: "So?" }] },
      ];
      await client.messages.create({ ...hello, tools, messages: history });
      const sent = upstream.requests[0]?.json()["messages"];
      if (direct || wire === "anthropic") expect(sent).toEqual(history);
      else {
        expect(sent).toMatchObject([
          { role: "user" },
          {
            role: "assistant",
            tool_calls: [
              { id: GET_WEATHER.id, type: "function", function: { name: "get_weather" } },
              { id: GET_TIME.id, type: "function", function: { name: "get_time" } },
            ],
          },
          { role: "tool", tool_call_id: GET_WEATHER.id, content: "18 C" },
          { role: "tool", tool_call_id: GET_TIME.id, content: "09:00" },
          { role: "user" },
        ]);
      }
    });

    it("carries system text, stop sequences and tool choice", async () => {
      const choice = { type: "any", disable_parallel_tool_use: true } as const;
      const system = [
        { type: "text" as const, text: "Be brief." },
        { type: "text" as const, text: "Be kind.", cache_control: { type: "ephemeral" as const } },
      ];
      const asked = { ...hello, system, tools, tool_choice: choice, stop_sequences: ["END"] };
      await client.messages.create(asked);
      const sent = upstream.requests[0]?.json() ?? {};
      if (direct || wire === "anthropic") {
        expect({ ...sent, model }).toEqual(asked);
        return;
      }
      expect(JSON.stringify(sent)).not.toContain("cache_control");
      const instruction = (sent["messages"] as Array<Record<string, unknown>>)[0];
      expect(instruction?.["role"]).toMatch(/^(system|developer)$/);
      expect(JSON.stringify(instruction?.["content"])).toMatch(/Be brief\.[\s\S]*Be kind\./);
      expect(sent).toMatchObject({ tool_choice: "required", parallel_tool_calls: false, stop: ["END"] });
      expect(sent["tools"]).toMatchObject([
        { type: "function", function: { name: "get_weather", parameters: { type: "object" } } },
        { type: "function", function: { name: "get_time" } },
      ]);
    });

    it("sends images, inline and by address", async () => {
      const content: Anthropic.ContentBlockParam[] = [
        { type: "image", source: { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" } },
        { type: "image", source: { type: "url", url: "https://images.example.test/a.jpg" } },
        { type: "text", text: "compare" },
      ];
      await client.messages.create({ ...hello, messages: [{ role: "user", content }] });
      const sent = upstream.requests[0]?.json()["messages"];
      if (direct || wire === "anthropic") expect(sent).toEqual([{ role: "user", content }]);
      else {
        const parts = [
          { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } },
          { type: "image_url", image_url: { url: "https://images.example.test/a.jpg" } },
          { type: "text", text: "compare" },
        ];
        expect(sent).toMatchObject([{ role: "user", content: parts }]);
      }
    });
  });
}
