import OpenAI from "openai";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { collect } from "../harness/collect.ts";
import {
  answer,
  dribbled,
  errorEventAfter,
  GET_TIME,
  GET_WEATHER,
  ODD_TEXT,
  rateLimited,
  SIGNATURE,
  SIXTY_WORDS,
} from "../upstream/index.ts";
import { direct, expectGatewayObject, failure, freshModel, startTarget } from "./target.ts";

const target = await startTarget();
const { upstream, apiKey } = target;
const client = new OpenAI({ apiKey, baseURL: target.openaiUrl, maxRetries: 0 });
const usage = { input: 100, cacheRead: 60, cacheWrite: 0, output: 30, reasoning: 12 };
const usageOut = {
  input_tokens: 100,
  input_tokens_details: { cached_tokens: 60 },
  output_tokens: 30,
  output_tokens_details: { reasoning_tokens: 12 },
  total_tokens: 130,
};
const input = "hello";
const tools: OpenAI.Responses.FunctionTool[] = [GET_WEATHER, GET_TIME].map(({ name }) => ({
  type: "function",
  name,
  parameters: { type: "object", properties: {} },
  strict: false,
}));
/** The upstream's own wire, and one that is translated. */
const MODELS = [
  { model: "openai/gpt-4o-mini", provider: "openai", wire: "responses" },
  { model: "anthropic/claude-haiku-4-5", provider: "anthropic", wire: "anthropic" },
] as const;

beforeEach(() => upstream.reset());
afterAll(() => target.stop());

for (const { model, provider, wire } of MODELS) {
  describe(`OpenAI SDK, responses on ${model}`, () => {
    it("answers, with usage in detail", async () => {
      upstream.respond(answer({ usage }));
      const found = await client.responses.create({ model, input, instructions: "Be brief." });
      expect(found).toMatchObject({ output_text: SIXTY_WORDS, status: "completed", usage: usageOut });
      if (direct) return;
      expect(found.model).toBe(model);
      expectGatewayObject(found);
      expect(upstream.requests[0]?.wire).toBe(wire);
    });

    it("streams every event in order, and their sum", async () => {
      upstream.respond(
        answer({ thinking: "let me think", text: "Looking.", toolCalls: [GET_WEATHER, GET_TIME], usage }),
      );
      const events = await collect(await client.responses.create({ model, input, tools, stream: true }));
      expect(events.map((event) => event.sequence_number)).toEqual(events.map((_event, index) => index));
      const final = await client.responses.stream({ model, input, tools }).finalResponse();
      expect(final.usage).toMatchObject(usageOut);
      expect(final.output).toMatchObject([
        { type: "reasoning", summary: [{ text: "let me think" }] },
        { type: "message", content: [{ text: "Looking." }] },
        { type: "function_call", call_id: GET_WEATHER.id, name: "get_weather" },
        { type: "function_call", call_id: GET_TIME.id, name: "get_time" },
      ]);
      const made = final.output.flatMap((item) => (item.type === "function_call" ? [item.arguments] : []));
      expect(made.map((text) => JSON.parse(text) as unknown)).toEqual(
        [GET_WEATHER, GET_TIME].map((call) => JSON.parse(call.arguments) as unknown),
      );
      if (!direct) expectGatewayObject(events.at(-1));
    });

    it("keeps every character when the upstream sends single bytes", async () => {
      upstream.respond(dribbled({ text: ODD_TEXT }));
      const final = await client.responses.stream({ model, input }).finalResponse();
      expect(final.output_text).toBe(ODD_TEXT.join(""));
    });

    it("says that an answer is incomplete", async () => {
      upstream.respond(answer({ finish: "length", text: "cut sh" }));
      const found = await client.responses.create({ model, input, max_output_tokens: 16 });
      expect(found).toMatchObject({ status: "incomplete", incomplete_details: { reason: "max_output_tokens" } });
    });

    it("runs tools over two turns that the caller keeps, reasoning with its signature", async () => {
      upstream.queue(
        answer({ thinking: "let me think", toolCalls: [GET_WEATHER, GET_TIME] }),
        answer({ text: "18 C" }),
      );
      const include: OpenAI.Responses.ResponseIncludable[] = ["reasoning.encrypted_content"];
      const first = await client.responses.create({ model, input, tools, store: false, include });
      const results = [GET_WEATHER, GET_TIME].map(({ id }) => ({
        type: "function_call_output" as const,
        call_id: id,
        output: `result of ${id}`,
      }));
      const said = first.output as OpenAI.Responses.ResponseInputItem[];
      const history = [{ role: "user" as const, content: input }, ...said, ...results];
      const last = await client.responses.create({ model, input: history, tools, store: false, include });
      expect(last.output_text).toBe("18 C");
      const sent = JSON.stringify(upstream.requests[1]?.json());
      expect(sent).toContain(SIGNATURE);
      expect(sent.indexOf(`result of ${GET_WEATHER.id}`)).toBeGreaterThan(0);
      expect(sent.indexOf(`result of ${GET_TIME.id}`)).toBeGreaterThan(sent.indexOf(`result of ${GET_WEATHER.id}`));
    });

    it.skipIf(direct)("goes on from a stored answer, which can be read and deleted", async () => {
      const said = "My name is Ada.";
      upstream.queue(answer({ id: `${wire}-first`, text: said }), answer({ id: `${wire}-second`, text: "Ada." }));
      const first = await client.responses.stream({ model, input: "Who are you?" }).finalResponse();
      const asked = { model, input: "Again?", previous_response_id: first.id };
      expect((await client.responses.create(asked)).output_text).toBe("Ada.");
      const sent = JSON.stringify(upstream.requests[1]?.json());
      for (const words of ["Who are you?", said, "Again?"]) expect(sent).toContain(words);
      expect(sent).not.toContain(first.id);
      expect((await client.responses.retrieve(first.id)).output_text).toBe(said);
      await client.responses.delete(first.id);
      expect(await failure(client.responses.retrieve(first.id))).toBeInstanceOf(OpenAI.NotFoundError);
      const gone = await failure(client.responses.create(asked));
      expect(gone).toMatchObject({ param: "previous_response_id" });
    });

    it("raises errors with their class, and breaks in a stream", async () => {
      upstream.respond(rateLimited());
      const limited = freshModel(provider, "responses-limited");
      expect(await failure(client.responses.create({ model: limited, input }))).toBeInstanceOf(OpenAI.RateLimitError);
      upstream.respond(errorEventAfter(5));
      const broken = freshModel(provider, "responses-broken");
      const stream = client.responses.stream({ model: broken, input }).finalResponse();
      expect(await failure(stream)).toBeInstanceOf(Error);
    });
  });
}
