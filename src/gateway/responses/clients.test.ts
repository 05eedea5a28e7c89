import { createOpenAI } from "@ai-sdk/openai";
import { Agent, tool as agentTool, OpenAIResponsesModel, Runner, setTracingDisabled } from "@openai/agents";
import { generateText, isStepCount, jsonSchema, type ModelMessage, Output, streamText, tool } from "ai";
import OpenAI from "openai";
import { zodResponsesFunction, zodTextFormat } from "openai/helpers/zod";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type AnswerBlocks, type Scripted, startScripted } from "./testing/scripted-gateway.ts";

/**
 * The official clients against everything that the gateway does with a responses request, with an answer of another
 * provider's model: thinking with a signature, text, and parallel calls.
 */
let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

async function start(...script: Scripted[]) {
  const target = await startScripted(script);
  stop = target.stop;
  const client = new OpenAI({ apiKey: "k", baseURL: target.baseURL, maxRetries: 0 });
  return { ...target, client };
}

const thought = {
  kind: "reasoning",
  text: "Let me think.",
  carry: { dialect: "anthropic-messages", data: "sig" },
} as const;
const signed = { dialect: "gemini", data: "thought-signature" };
const calling: AnswerBlocks = [
  thought,
  { kind: "text", text: "I look it up." },
  { kind: "tool-call", id: "toolu_1", name: "get_weather", arguments: '{"city":"Ulm"}', carry: signed },
  { kind: "tool-call", id: "toolu_2", name: "get_weather", arguments: '{"city":"Bonn"}' },
];
const answered: AnswerBlocks = [{ kind: "text", text: "Grüße: 18 °C 🎈" }];
const turn = { blocks: calling, finish: { reason: "tool-calls" } } as const;
/** Blocks of the assistant's turn, as the gateway understands the second request. */
const kinds = (request: { messages: readonly { role: string; blocks: readonly { kind: string }[] }[] } | undefined) =>
  request?.messages.map(({ role, blocks }) => `${role}: ${blocks.map((block) => block.kind).join()}`);

describe("the OpenAI SDK", () => {
  it("streams, and continues by previous_response_id with all state of the other wire", async () => {
    const { client, seen } = await start(turn, { blocks: answered });
    const stream = client.responses.stream({ model: "m", input: "Weather?", instructions: "Be brief." });
    const types = new Set<string>();
    for await (const event of stream) types.add(event.type);
    const first = await stream.finalResponse();
    expect(first.output.map((item) => item.type)).toEqual([
      "reasoning",
      "message",
      "reasoning",
      "function_call",
      "function_call",
    ]);
    expect(first.usage).toMatchObject({ input_tokens: 18, output_tokens: 11, total_tokens: 29 });
    expect([...types].every((type) => type.startsWith("response."))).toBe(true);
    const second = await client.responses.create({
      model: "m",
      previous_response_id: first.id,
      input: ["toolu_1", "toolu_2"].map((call_id) => ({ type: "function_call_output", call_id, output: "18" })),
    });
    expect(second.output_text).toBe("Grüße: 18 °C 🎈");
    expect(second.previous_response_id).toBe(first.id);
    expect(kinds(seen[1])).toEqual([
      "user: text",
      "assistant: reasoning,text,tool-call,tool-call",
      "user: tool-result,tool-result",
    ]);
    expect(seen[1]?.messages[1]?.blocks).toEqual(calling);
  });

  it("parses structured output and tools", async () => {
    const text = { format: zodTextFormat(z.object({ city: z.string() }), "place") };
    const { client } = await start({ blocks: [{ kind: "text", text: '{"city":"Ulm"}' }] }, turn);
    const parsed = await client.responses.parse({ model: "m", input: "x", text });
    expect(parsed.output_parsed).toEqual({ city: "Ulm" });
    const tools = [zodResponsesFunction({ name: "get_weather", parameters: z.object({ city: z.string() }) })];
    const called = await client.responses.stream({ model: "m", input: "x", tools }).finalResponse();
    expect(called.output.at(-1)).toMatchObject({ type: "function_call", parsed_arguments: { city: "Bonn" } });
  });

  it("takes its own items back as input", async () => {
    const { client, seen } = await start(turn, { blocks: answered });
    const input: OpenAI.Responses.ResponseInputItem[] = [{ role: "user", content: "Weather?" }];
    const first = await client.responses.create({ model: "m", input, store: false });
    const outputs = ["toolu_1", "toolu_2"].map((call_id) => ({
      type: "function_call_output" as const,
      call_id,
      output: "18",
    }));
    await client.responses.create({
      model: "m",
      input: [...input, ...first.output, ...outputs],
      store: false,
    } as never);
    expect(seen[1]?.messages[1]?.blocks).toEqual(calling);
  });

  it("tells an answer that was cut off from a whole one, and throws for one that broke", async () => {
    const cut = { blocks: answered, finish: { reason: "length" } } as const;
    const { client } = await start(cut, { blocks: answered, breaks: true }, { blocks: answered, breaks: true });
    const incomplete = await client.responses.stream({ model: "m", input: "x" }).finalResponse();
    expect(incomplete).toMatchObject({ status: "incomplete", incomplete_details: { reason: "max_output_tokens" } });
    const broken = client.responses.stream({ model: "m", input: "x" }).finalResponse();
    await expect(broken).rejects.toThrow("The answer broke off.");
    const raw = await client.responses.create({ model: "m", input: "x", stream: true });
    const read = async () => {
      for await (const _ of raw);
    };
    await expect(read()).rejects.toThrow("The answer broke off.");
  });

  it("shows errors as its own", async () => {
    const { client } = await start();
    const create = client.responses.create({ model: "m", input: "x", previous_response_id: "resp_none" });
    await expect(create).rejects.toBeInstanceOf(OpenAI.BadRequestError);
    await expect(create).rejects.toMatchObject({ code: "previous_response_not_found", param: "previous_response_id" });
  });
});

describe("the AI SDK", () => {
  Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });
  const get_weather = tool({
    description: "Weather",
    inputSchema: jsonSchema<{ city: string }>({ type: "object", properties: { city: { type: "string" } } }),
    execute: ({ city }) => `18 °C in ${city}`,
  });
  const asked = { prompt: "Weather?", tools: { get_weather }, stopWhen: isStepCount(3), maxRetries: 0 };

  for (const streaming of [false, true]) {
    for (const store of [true, false]) {
      it(`runs parallel tools over two steps; streaming: ${streaming}, stored: ${store}`, async () => {
        const { baseURL, seen, bodies } = await start(turn, { blocks: answered });
        const model = createOpenAI({ apiKey: "k", baseURL })("gpt-5");
        // It asks for opaque reasoning by itself when nothing is stored.
        const given = { ...asked, model, ...(store ? {} : { providerOptions: { openai: { store: false } } }) };
        const result = streaming ? streamText(given) : await generateText(given);
        expect(await result.text).toBe("Grüße: 18 °C 🎈");
        const steps = await result.steps;
        expect(steps[0]).toMatchObject({ finishReason: "tool-calls", usage: { inputTokens: 18, outputTokens: 11 } });
        expect(steps[0]?.reasoningText).toContain("Let me think.");
        expect(steps[0]?.toolCalls.map((call) => call.input)).toEqual([{ city: "Ulm" }, { city: "Bonn" }]);
        expect(JSON.stringify(bodies[1])).toContain(store ? "item_reference" : "encrypted_content");
        expect(seen[1]?.messages.at(-2)?.blocks).toEqual(calling);
        expect(kinds(seen[1])?.at(-1)).toBe("user: tool-result,tool-result");
      });
    }
  }

  it("goes on with a conversation that it has kept itself", async () => {
    const { baseURL, seen } = await start({ blocks: [thought, ...answered] }, { blocks: answered });
    const model = createOpenAI({ apiKey: "k", baseURL })("gpt-5");
    const messages: ModelMessage[] = [{ role: "user", content: "Hi" }];
    const first = await generateText({ model, messages, maxRetries: 0 });
    messages.push(...first.response.messages, { role: "user", content: "And?" });
    expect((await generateText({ model, messages, maxRetries: 0 })).text).toBe("Grüße: 18 °C 🎈");
    expect(seen[1]?.messages[1]?.blocks).toEqual([thought, ...answered]);
  });

  it("gets objects, and errors of streams that broke", async () => {
    const { baseURL } = await start(
      { blocks: [{ kind: "text", text: '{"city":"Ulm"}' }] },
      { blocks: answered, breaks: true },
    );
    const model = createOpenAI({ apiKey: "k", baseURL })("gpt-5");
    const output = Output.object({ schema: z.object({ city: z.string() }) });
    expect((await generateText({ model, prompt: "x", output, maxRetries: 0 })).output).toEqual({ city: "Ulm" });
    const errors: unknown[] = [];
    const { fullStream } = streamText({
      model,
      prompt: "x",
      maxRetries: 0,
      onError: ({ error }) => void errors.push(error),
    });
    const parts: string[] = [];
    for await (const part of fullStream) parts.push(part.type === "finish" ? `finish ${part.finishReason}` : part.type);
    expect(parts).toContain("error");
    expect(parts.at(-1)).toBe("finish error");
    expect(JSON.stringify(errors)).toContain("The answer broke off.");
  });
});

describe("the Agents SDK", () => {
  setTracingDisabled(true);
  for (const streaming of [false, true]) {
    it(`runs an agent with tools; streaming: ${streaming}`, async () => {
      const { client, seen } = await start(turn, { blocks: answered });
      const get_weather = agentTool({
        name: "get_weather",
        description: "Weather",
        parameters: z.object({ city: z.string() }),
        execute: async ({ city }) => `18 °C in ${city}`,
      });
      const model = new OpenAIResponsesModel(client as never, "m");
      const agent = new Agent({ name: "a", instructions: "Be brief.", model, tools: [get_weather] });
      const runner = new Runner({ tracingDisabled: true });
      if (streaming) {
        const result = await runner.run(agent, "Weather?", { stream: true });
        let text = "";
        for await (const chunk of result.toTextStream()) text += chunk;
        await result.completed;
        expect(text).toContain("Grüße: 18 °C 🎈");
        expect(result.finalOutput).toBe("Grüße: 18 °C 🎈");
      } else expect((await runner.run(agent, "Weather?")).finalOutput).toBe("Grüße: 18 °C 🎈");
      expect(kinds(seen[1])).toEqual([
        "system: text",
        "user: text",
        "assistant: reasoning,text,tool-call,tool-call",
        "user: tool-result,tool-result",
      ]);
      expect(seen[1]?.messages[2]?.blocks).toEqual(calling);
    });
  }
});
