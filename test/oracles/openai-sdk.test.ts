import OpenAI from "openai";
import type { RunnableToolFunctionWithParse } from "openai/lib/RunnableFunction";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { collect } from "../harness/collect.ts";
import { answer, dribbled, GET_TIME, GET_WEATHER, ODD_TEXT, SIXTY_WORDS } from "../upstream/index.ts";
import { CHAT_MODELS, direct, expectGatewayObject, expectUpstreamCall, startTarget } from "./target.ts";

const target = await startTarget();
const { upstream } = target;
const client = new OpenAI({ apiKey: target.apiKey, baseURL: target.openaiUrl, maxRetries: 0 });
const messages = [{ role: "user" as const, content: "hello" }];
const usage = { input: 100, cacheRead: 60, cacheWrite: 10, output: 30, reasoning: 12 };
const usageOut = {
  prompt_tokens: 100,
  completion_tokens: 30,
  total_tokens: 130,
  prompt_tokens_details: { cached_tokens: 60 },
  completion_tokens_details: { reasoning_tokens: 12 },
};

beforeEach(() => upstream.reset());
afterAll(() => target.stop());

for (const { model, native, wire } of CHAT_MODELS) {
  describe(`OpenAI SDK on ${model}`, () => {
    it("completes, with usage in detail", async () => {
      upstream.respond(answer({ usage }));
      const completion = await client.chat.completions.create({ model, messages, max_completion_tokens: 200 });
      expect(completion.object).toBe("chat.completion");
      expect(completion.choices).toHaveLength(1);
      expect(completion.choices[0]).toMatchObject({ index: 0, finish_reason: "stop" });
      expect(completion.choices[0]?.message).toMatchObject({ role: "assistant", content: SIXTY_WORDS });
      expect(completion.usage).toMatchObject(usageOut);
      expect(completion.model).toBe(model);
      if (direct) return;
      expectGatewayObject(completion);
      const sent = expectUpstreamCall(upstream.requests[0], wire, target.apiKey);
      expect(upstream.requests).toHaveLength(1);
      expect(sent["model"]).toMatch(new RegExp(`^${native}`));
      expect(sent[wire === "openai" ? "max_completion_tokens" : "max_tokens"]).toBe(200);
    });

    it("maps a length stop", async () => {
      upstream.respond(answer({ finish: "length", text: "cut sh" }));
      const completion = await client.chat.completions.create({ model, messages });
      expect(completion.choices[0]).toMatchObject({ finish_reason: "length", message: { content: "cut sh" } });
    });

    it("streams without usage unless asked", async () => {
      const chunks = await collect(await client.chat.completions.create({ model, messages, stream: true }));
      expect(text(chunks)).toBe(SIXTY_WORDS);
      expect(chunks.every((chunk) => chunk.usage === undefined || chunk.usage === null)).toBe(true);
      expect(finishes(chunks)).toEqual(["stop"]);
      expect(chunks[0]?.choices[0]?.delta.role).toBe("assistant");
      expect(new Set(chunks.map((chunk) => chunk.id)).size).toBe(1);
      expect(chunks.every((chunk) => chunk.object === "chat.completion.chunk" && chunk.model === model)).toBe(true);
      if (direct) return;
      expectGatewayObject(chunks.at(-1));
      const sent = expectUpstreamCall(upstream.requests[0], wire, target.apiKey);
      // Always metered, so always asked upstream.
      if (wire === "openai") expect(sent["stream_options"]).toMatchObject({ include_usage: true });
    });

    it("streams usage once, last, when asked", async () => {
      upstream.respond(answer({ usage }));
      const body = { model, messages, stream: true, stream_options: { include_usage: true } } as const;
      const chunks = await collect(await client.chat.completions.create(body));
      const counted = chunks.filter((chunk) => chunk.usage !== undefined && chunk.usage !== null);
      expect(text(chunks)).toBe(SIXTY_WORDS);
      expect(counted).toHaveLength(1);
      expect(counted[0]).toBe(chunks.at(-1));
      expect(counted[0]?.choices).toEqual([]);
      expect(counted[0]?.usage).toMatchObject(usageOut);
      if (!direct) expectGatewayObject(chunks.at(-1));
    });

    it("keeps every character when the upstream sends single bytes", async () => {
      upstream.respond(dribbled({ text: ODD_TEXT }));
      const chunks = await collect(await client.chat.completions.create({ model, messages, stream: true }));
      expect(text(chunks)).toBe(ODD_TEXT.join(""));
    });

    it("streams parallel tool calls into whole ones", async () => {
      upstream.respond(answer({ text: "Checking.", toolCalls: [GET_WEATHER, GET_TIME] }));
      const stream = client.chat.completions.stream({ model, messages, tools: weatherTools() });
      const final = await stream.finalChatCompletion();
      expect(final.choices[0]?.message.content).toBe("Checking.");
      expect(final.choices[0]?.finish_reason).toBe("tool_calls");
      expect(callsOf(final)).toEqual([parsedCall(GET_WEATHER), parsedCall(GET_TIME)]);
    });

    it("runs tools over two turns", async () => {
      upstream.queue(answer({ toolCalls: [GET_WEATHER, GET_TIME] }), answer({ text: "18 degrees at 9 in Paris" }));
      const seen: string[] = [];
      const tool = (name: string, result: string): RunnableToolFunctionWithParse<object> => ({
        type: "function",
        function: {
          name,
          description: `Calls ${name}`,
          parse: (args: string) => JSON.parse(args) as object,
          parameters: { type: "object", properties: {} },
          function: (args) => {
            seen.push(`${name} ${JSON.stringify(args)}`);
            return result;
          },
        },
      });
      const tools = [tool("get_weather", "18 C"), tool("get_time", "09:00")];
      const runner = client.chat.completions.runTools({ model, messages, stream: true, tools });
      expect(await runner.finalContent()).toBe("18 degrees at 9 in Paris");
      expect(seen.toSorted()).toEqual([`get_time ${GET_TIME.arguments}`, `get_weather ${GET_WEATHER.arguments}`]);
      const second = upstream.requests[1]?.json();
      if (direct || wire === "openai") {
        expect(second?.["messages"]).toMatchObject([
          { role: "user" },
          { role: "assistant", tool_calls: [{ id: GET_WEATHER.id }, { id: GET_TIME.id }] },
          { role: "tool", tool_call_id: GET_WEATHER.id, content: "18 C" },
          { role: "tool", tool_call_id: GET_TIME.id, content: "09:00" },
        ]);
      } else {
        expect(second?.["messages"]).toMatchObject([
          { role: "user" },
          {
            role: "assistant",
            content: [
              { type: "tool_use", id: GET_WEATHER.id, name: "get_weather", input: { city: "Paris", unit: "c" } },
              { type: "tool_use", id: GET_TIME.id, name: "get_time", input: { zone: "Europe/Paris" } },
            ],
          },
          { role: "user", content: [{ tool_use_id: GET_WEATHER.id }, { tool_use_id: GET_TIME.id }] },
        ]);
      }
    });
  });
}

function weatherTools(): OpenAI.ChatCompletionFunctionTool[] {
  return [GET_WEATHER, GET_TIME].map(({ name }) => ({
    type: "function",
    function: { name, description: `Calls ${name}`, parameters: { type: "object", properties: {} } },
  }));
}

/** Arguments are compared as values: a translation may space JSON differently. */
function parsedCall(call: { id: string; name: string; arguments: string }): object {
  return { id: call.id, name: call.name, arguments: JSON.parse(call.arguments) as unknown };
}

function callsOf(completion: OpenAI.ChatCompletion): object[] {
  const calls = completion.choices[0]?.message.tool_calls ?? [];
  return calls.map((call) => (call.type === "function" ? parsedCall({ id: call.id, ...call.function }) : call));
}

function text(chunks: OpenAI.ChatCompletionChunk[]): string {
  return chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("");
}

function finishes(chunks: OpenAI.ChatCompletionChunk[]): string[] {
  return chunks.flatMap((chunk) => chunk.choices.map((choice) => choice.finish_reason ?? "")).filter(Boolean);
}
