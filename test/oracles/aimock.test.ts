import Anthropic from "@anthropic-ai/sdk";
import { LLMock } from "@copilotkit/aimock";
import OpenAI from "openai";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { collect } from "../harness/collect.ts";
import { startGateway } from "../harness/gateway.ts";
import { direct, failure } from "./target.ts";

// A second, foreign upstream: what our own scripted one gets wrong about a wire, this one need not.
const mock = new LLMock({ port: 0, host: "127.0.0.1" });
await mock.start();
const gateway = direct ? undefined : await startGateway({ upstream: mock });
const apiKey = gateway?.apiKey ?? "llm_gw_dev_direct";
const origin = gateway?.url ?? mock.url;
const openai = new OpenAI({ apiKey, baseURL: `${origin}/v1`, maxRetries: 0 });
const anthropic = new Anthropic({ apiKey, baseURL: origin, maxRetries: 0 });
const ask = (content: string) => [{ role: "user" as const, content }];
const vector = [0.25, -0.5, 0.125, 1];
const call = { id: "call_a1", name: "lookup", arguments: '{"key":"k1"}' };

mock.onEmbedding("embed me", { embedding: vector });
mock.onMessage("greet", { content: "Hello from the mock, in several words." });
mock.onMessage("think", { content: "Forty-two.", reasoning: "Six by seven.", reasoningSignature: "c2lnbmF0dXJl" });
mock.onMessage("look up", { toolCalls: [call] });
mock.onMessage("break off", { content: "one two three four five six" }, { chunkSize: 4, truncateAfterChunks: 3 });
mock.onMessage("bad request", { error: { message: "No such thing", type: "invalid_request_error" }, status: 400 });

afterEach(() => {
  mock.clearChaos();
});
afterAll(async () => {
  await gateway?.stop();
  await mock.stop();
});

for (const vendor of ["openai", "anthropic"] as const) {
  const models = { openai: "openai/gpt-4o-mini", anthropic: "anthropic/claude-haiku-4-5" };
  const model = models[vendor];
  const fault = (name: string): string => `${vendor}/aimock-${name}`;

  describe(`aimock behind ${model}, OpenAI SDK`, () => {
    it("answers and streams", async () => {
      const whole = await openai.chat.completions.create({ model, messages: ask("greet") });
      expect(whole.choices[0]?.message.content).toBe("Hello from the mock, in several words.");
      expect(whole.choices[0]?.finish_reason).toBe("stop");
      const body = { model, messages: ask("greet"), stream: true } as const;
      const chunks = await collect(await openai.chat.completions.create(body));
      const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("");
      expect(text).toBe("Hello from the mock, in several words.");
    });

    it("calls a tool, whole and streamed", async () => {
      const tools = [{ type: "function" as const, function: { name: "lookup", parameters: { type: "object" } } }];
      const body = { model, messages: ask("look up"), tools };
      const whole = await openai.chat.completions.create(body);
      const streamed = await openai.chat.completions.stream(body).finalChatCompletion();
      for (const completion of [whole, streamed]) {
        expect(completion.choices[0]?.finish_reason).toBe("tool_calls");
        const made = completion.choices[0]?.message.tool_calls?.[0];
        expect(made).toMatchObject({ id: "call_a1", type: "function", function: { name: "lookup" } });
        expect(made?.type === "function" && JSON.parse(made.function.arguments)).toEqual({ key: "k1" });
      }
    });

    it("passes a client error on", async () => {
      const pending = openai.chat.completions.create({ model: fault("bad"), messages: ask("bad request") });
      const error = await failure(pending);
      expect(error).toBeInstanceOf(OpenAI.BadRequestError);
      expect(String(error)).toContain("No such thing");
    });

    it("never finishes a stream that broke off", async () => {
      const body = { model: fault("cut"), messages: ask("break off"), stream: true } as const;
      const seen: string[] = [];
      const error = await failure(
        (async () => {
          for await (const chunk of await openai.chat.completions.create(body)) {
            seen.push(chunk.choices[0]?.finish_reason ?? "");
          }
        })(),
      );
      expect(error).toBeInstanceOf(Error);
      expect(seen).not.toContain("stop");
    });

    for (const [name, chaos, status] of [
      ["drop", { dropRate: 1 }, 502],
      ["disconnect", { disconnectRate: 1 }, 502],
      ["malformed", { malformedRate: 1 }, 502],
      ["ratelimit", { rateLimitRate: 1 }, 429],
    ] as const) {
      it(`ends in a clear error under chaos: ${name}`, { timeout: 30_000 }, async () => {
        mock.setChaos(chaos);
        const error = await failure(openai.chat.completions.create({ model: fault(name), messages: ask("greet") }));
        expect(error).toBeInstanceOf(Error);
        if (!direct) expect(error).toMatchObject({ status });
        mock.clearChaos();
        const healthy = await openai.chat.completions.create({ model, messages: ask("greet") });
        expect(healthy.choices[0]?.message.content).toBe("Hello from the mock, in several words.");
      });
    }
  });

  describe(`aimock behind ${model}, Anthropic SDK`, () => {
    const body = (content: string) => ({ model, max_tokens: 2000, messages: ask(content) });

    it("answers and streams", async () => {
      const whole = await anthropic.messages.create(body("greet"));
      const streamed = await anthropic.messages.stream(body("greet")).finalMessage();
      for (const message of [whole, streamed]) {
        expect(message.content).toMatchObject([{ type: "text", text: "Hello from the mock, in several words." }]);
        expect(message.stop_reason).toBe("end_turn");
      }
    });

    it("calls a tool, whole and streamed", async () => {
      const tools = [{ name: "lookup", input_schema: { type: "object" as const } }];
      const whole = await anthropic.messages.create({ ...body("look up"), tools });
      const streamed = await anthropic.messages.stream({ ...body("look up"), tools }).finalMessage();
      for (const message of [whole, streamed]) {
        expect(message.stop_reason).toBe("tool_use");
        const used = { type: "tool_use", id: "call_a1", name: "lookup", input: { key: "k1" } };
        expect(message.content).toMatchObject([used]);
      }
    });

    it("keeps thinking, with the vendor's own signature", async () => {
      const message = await anthropic.messages.stream(body("think")).finalMessage();
      expect(message.content).toMatchObject([
        { type: "thinking", thinking: "Six by seven." },
        { type: "text", text: "Forty-two." },
      ]);
      if (direct || vendor === "anthropic") expect(message.content[0]).toMatchObject({ signature: "c2lnbmF0dXJl" });
    });
  });
}

describe("aimock, embeddings", () => {
  it("gives the scripted vector by default and as floats", async () => {
    const body = { model: "openai/text-embedding-3-small", input: "embed me" };
    const defaulted = await openai.embeddings.create(body);
    const floats = await openai.embeddings.create({ ...body, encoding_format: "float" });
    expect(defaulted.data[0]?.embedding).toEqual(vector);
    expect(floats.data[0]?.embedding).toEqual(vector);
  });
});
