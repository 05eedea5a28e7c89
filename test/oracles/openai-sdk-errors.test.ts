import OpenAI from "openai";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import * as up from "../upstream/index.ts";
import { CHAT_MODELS, direct, failure, freshModel, startTarget } from "./target.ts";

const target = await startTarget();
const { upstream } = target;
const client = new OpenAI({ apiKey: target.apiKey, baseURL: target.openaiUrl, maxRetries: 0 });
const messages = [{ role: "user" as const, content: "hello" }];
const ask = (model: string): Promise<unknown> => client.chat.completions.create({ model, messages });

beforeEach(() => upstream.reset());
afterAll(() => target.stop());

describe.skipIf(direct)("OpenAI SDK, errors of the gateway itself", () => {
  it("refuses an unknown key", async () => {
    const stranger = client.withOptions({ apiKey: "llm_gw_dev_ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ" });
    const error = await failure(stranger.chat.completions.create({ model: "openai/gpt-4o-mini", messages }));
    expect(error).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(error).toMatchObject({ status: 401, code: "invalid_api_key" });
    expect(upstream.requests).toHaveLength(0);
  });

  it("names near models for one that does not exist", async () => {
    const error = await failure(ask("gpt-4o-minni"));
    expect(error).toBeInstanceOf(OpenAI.NotFoundError);
    expect(error).toMatchObject({ status: 404, code: "model_not_found" });
    expect(String(error)).toContain("gpt-4o-mini");
    expect(upstream.requests).toHaveLength(0);
  });

  it("names the path of a bad parameter", async () => {
    const body = { model: "openai/gpt-4o-mini", messages: [{ role: "user", content: 7 }] };
    const error = await failure(client.post("/chat/completions", { body }));
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error).toMatchObject({ status: 400, code: "invalid_parameters" });
    expect(JSON.stringify((error as InstanceType<typeof OpenAI.APIError>).error)).toContain("messages");
    expect(upstream.requests).toHaveLength(0);
  });
});

for (const { wire } of CHAT_MODELS) {
  describe(`OpenAI SDK, errors of an upstream that speaks ${wire}`, () => {
    it("raises RateLimitError when the provider keeps refusing", { timeout: 30_000 }, async () => {
      upstream.respond(up.rateLimited());
      const error = await failure(ask(freshModel(wire, "limited")));
      expect(error).toBeInstanceOf(OpenAI.RateLimitError);
      expect(error).toMatchObject({ status: 429 });
    });

    it("passes a context overflow on, untried elsewhere", async () => {
      upstream.respond(up.contextLengthExceeded());
      const error = await failure(ask(freshModel(wire, "overflow")));
      expect(error).toBeInstanceOf(OpenAI.BadRequestError);
      expect(String(error)).toMatch(/maximum context length is 8192|9000 tokens > 8192/);
      if (direct || wire === "openai") expect(error).toMatchObject({ code: "context_length_exceeded" });
      expect(upstream.requests).toHaveLength(1);
    });

    it("passes a content filter on, untried elsewhere", async () => {
      upstream.respond(up.contentFiltered());
      const error = await failure(ask(freshModel(wire, "filtered")));
      expect(error).toBeInstanceOf(OpenAI.BadRequestError);
      expect(String(error)).toMatch(/filter/);
      expect(upstream.requests).toHaveLength(1);
    });

    it("recovers by itself from a passing failure", { timeout: 15_000 }, async () => {
      const model = freshModel(wire, "passing");
      upstream.respond(up.timesThen(direct ? 0 : 1, up.serverError()));
      const completion = await client.chat.completions.create({ model, messages });
      expect(completion.choices[0]?.message.content).toBe(up.SIXTY_WORDS);
      expect(upstream.requests).toHaveLength(direct ? 1 : 2);
    });

    it("raises a server error when the provider is down", { timeout: 30_000 }, async () => {
      upstream.respond(up.unavailable());
      const error = await failure(ask(freshModel(wire, "down")));
      expect(error).toBeInstanceOf(OpenAI.InternalServerError);
      if (!direct) expect(error).toMatchObject({ status: 502, code: "all_providers_failed" });
    });

    const truncations: Array<[string, () => up.Behaviour, boolean]> = [
      ["an error event", (): up.Behaviour => up.errorEventAfter(5), true],
      ["a cut connection", (): up.Behaviour => up.cutAfter(5), true],
      // A bare SDK takes this for a complete answer: only a gateway can tell.
      ["an orderly end without a terminal event", (): up.Behaviour => up.endEarlyAfter(5), false],
    ];
    for (const [name, fault, vendorTells] of truncations) {
      it.skipIf(direct && !vendorTells)(`never presents ${name} mid-stream as a finished answer`, async () => {
        upstream.respond(fault());
        const model = freshModel(wire, `broken-${name.replaceAll(" ", "-")}`);
        const seen: OpenAI.ChatCompletionChunk[] = [];
        // Content and fault that arrive together are an error before the first byte: the request itself is refused then.
        const error = await failure(
          (async () => {
            const stream = await client.chat.completions.create({ model, messages, stream: true });
            for await (const chunk of stream) seen.push(chunk);
          })(),
        );
        expect(error).toBeInstanceOf(Error);
        const received = seen.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("");
        expect(up.SIXTY_WORDS.startsWith(received)).toBe(true);
        expect(seen.some((chunk) => chunk.choices[0]?.finish_reason === "stop")).toBe(false);
        if (!direct) expect(error).toBeInstanceOf(OpenAI.APIError);
      });
    }

    it("tells the upstream when the client leaves", async () => {
      upstream.respond(up.hangAfter(5));
      const stream = await client.chat.completions.create({ model: freshModel(wire, "left"), messages, stream: true });
      for await (const chunk of stream) {
        if (chunk.choices[0]?.delta.content) break;
      }
      await upstream.requests[0]?.whenAborted;
      expect(upstream.requests[0]?.aborted).toBe(true);
    });
  });
}
