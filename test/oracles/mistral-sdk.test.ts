import { Mistral } from "@mistralai/mistralai";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { collect } from "../harness/collect.ts";
import { answer, GET_TIME, GET_WEATHER, rateLimited, SIXTY_WORDS } from "../upstream/index.ts";
import { CHAT_MODELS, direct, failure, freshModel, startTarget } from "./target.ts";

const target = await startTarget();
const { upstream, apiKey } = target;
// The SDK adds /v1 by itself.
const client = new Mistral({ apiKey, serverURL: target.origin, retryConfig: { strategy: "none" } });
const usage = { input: 100, cacheRead: 0, cacheWrite: 0, output: 30, reasoning: 0 };
const messages = [{ role: "user" as const, content: "hello" }];
const tools = [GET_WEATHER, GET_TIME].map(({ name }) => ({
  type: "function" as const,
  function: { name, parameters: { type: "object", properties: {} } },
}));

beforeEach(() => upstream.reset());
afterAll(() => target.stop());

for (const { model, wire } of CHAT_MODELS) {
  describe(`Mistral SDK on ${model}`, () => {
    it("answers, with usage", async () => {
      upstream.respond(answer({ usage }));
      const found = await client.chat.complete({ model, messages });
      expect(found.choices[0]).toMatchObject({ finishReason: "stop", message: { content: SIXTY_WORDS } });
      expect(found.usage).toMatchObject({ promptTokens: 100, completionTokens: 30, totalTokens: 130 });
      if (!direct) expect(found.model).toBe(model);
    });

    it("streams text", async () => {
      const chunks = await collect(await client.chat.stream({ model, messages }));
      const deltas = chunks.map(({ data }) => data.choices[0]?.delta.content ?? "");
      expect(deltas.filter((delta) => typeof delta === "string").join("")).toBe(SIXTY_WORDS);
      expect(chunks.flatMap(({ data }) => data.choices[0]?.finishReason ?? [])).toEqual(["stop"]);
    });

    // Not streamed: the SDK demands the function's name in every piece, where OpenAI's wire says it once.
    it("runs parallel tools over two turns", async () => {
      upstream.queue(answer({ toolCalls: [GET_WEATHER, GET_TIME] }), answer({ text: "18 C at 09:00" }));
      const first = await client.chat.complete({ model, messages, tools });
      const said = first.choices[0]?.message;
      const made = said?.toolCalls ?? [];
      const inputs = made.map(({ function: { arguments: args } }) =>
        typeof args === "string" ? (JSON.parse(args) as unknown) : args,
      );
      expect(made.map((call) => [call.id, call.function.name])).toEqual(
        [GET_WEATHER, GET_TIME].map((call) => [call.id, call.name]),
      );
      expect(inputs).toEqual([GET_WEATHER, GET_TIME].map((call) => JSON.parse(call.arguments) as unknown));
      const results = made.map((call) => ({
        role: "tool" as const,
        toolCallId: call.id ?? "",
        name: call.function.name,
        content: `result of ${call.id}`,
      }));
      const history = [...messages, { ...said, role: "assistant" as const }, ...results];
      const last = await client.chat.complete({ model, messages: history, tools });
      expect(last.choices[0]?.message?.content).toBe("18 C at 09:00");
      const sent = JSON.stringify(upstream.requests[1]?.json());
      for (const { id } of [GET_WEATHER, GET_TIME]) expect(sent).toContain(`result of ${id}`);
    });

    it("raises errors with their status", async () => {
      upstream.respond(rateLimited());
      const limited = client.chat.complete({ model: freshModel(wire, "mistral-limited"), messages });
      expect(await failure(limited)).toMatchObject({ statusCode: 429 });
    });
  });
}
