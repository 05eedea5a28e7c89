import OpenAI from "openai";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { OPENAI_UPSTREAM_KEY } from "../harness/gateway.ts";
import { embeddingVector } from "../upstream/index.ts";
import { direct, failure, startTarget } from "./target.ts";

const target = await startTarget();
const { upstream } = target;
const client = new OpenAI({ apiKey: target.apiKey, baseURL: target.openaiUrl, maxRetries: 0 });
const model = "openai/text-embedding-3-small";

beforeEach(() => upstream.reset());
afterAll(() => target.stop());

describe("OpenAI SDK, embeddings", () => {
  it("gives the same vectors by default (base64) and as floats", async () => {
    const input = ["one", "two", "naïve"];
    const wanted = input.map((text) => embeddingVector(text, 8));
    const defaulted = await client.embeddings.create({ model, input });
    const floats = await client.embeddings.create({ model, input, encoding_format: "float" });
    expect(defaulted.data.map((item) => item.embedding)).toEqual(wanted);
    expect(floats.data.map((item) => item.embedding)).toEqual(wanted);
    expect(floats.data.map((item) => item.index)).toEqual([0, 1, 2]);
    expect(floats.usage).toEqual({ prompt_tokens: 15, total_tokens: 15 });
    if (direct) return;
    expect(floats.model).toBe(model);
    const [first] = upstream.requests;
    expect(first?.path).toBe("/v1/embeddings");
    expect(first?.headers.authorization).toBe(`Bearer ${OPENAI_UPSTREAM_KEY}`);
    expect(first?.json()).toMatchObject({ model: "text-embedding-3-small", input });
  });

  it("passes dimensions and a single input on", async () => {
    const { data } = await client.embeddings.create({ model, input: "solo", dimensions: 16 });
    expect(data).toHaveLength(1);
    expect(data[0]?.embedding).toEqual(embeddingVector("solo", 16));
    expect(upstream.requests[0]?.json()).toMatchObject({ input: "solo", dimensions: 16 });
  });
});

describe.skipIf(direct)("OpenAI SDK, models", () => {
  it("lists and retrieves", async () => {
    const page = await client.models.list();
    const found = page.data.find((item) => item.id.endsWith("gpt-4o-mini"));
    expect(found).toMatchObject({ object: "model", owned_by: expect.any(String) as string });
    expect(page.data.some((item) => item.id.includes("claude-haiku-4-5"))).toBe(true);
    const one = await client.models.retrieve("openai/gpt-4o-mini");
    expect(one.object).toBe("model");
    expect(one.id).toMatch(/gpt-4o-mini$/);
    expect(await client.models.retrieve("gpt-4o-mini")).toMatchObject({ object: "model" });
  });

  it("raises NotFoundError for a model that does not exist", async () => {
    const error = await failure(client.models.retrieve("openai/no-such-model-9"));
    expect(error).toBeInstanceOf(OpenAI.NotFoundError);
    expect(error).toMatchObject({ status: 404, code: "model_not_found" });
  });
});

describe.skipIf(direct)("OpenAI SDK, what the gateway adds", () => {
  const messages = [{ role: "user" as const, content: "hello" }];

  it("answers headers and a receipt for the request", async () => {
    const { data, response, request_id } = await client.chat.completions
      .create({ model: "openai/gpt-4o-mini", messages }, { headers: { "x-request-id": "req_my-own.id-1" } })
      .withResponse();
    expect(response.headers.get("x-request-id")).toBe("req_my-own.id-1");
    expect(response.headers.get("x-llm-gateway-cache")).toMatch(/^(MISS|BYPASS)$/);
    expect(response.headers.get("x-llm-gateway")).toContain("openai");
    expect(request_id).toBe("req_my-own.id-1");
    expect(data.model).toBe("openai/gpt-4o-mini");
    // The receipt may be written just after the answer has ended.
    const receipt = (): Promise<unknown> | undefined => target.gateway?.receipt("req_my-own.id-1");
    await expect.poll(receipt, { timeout: 5000 }).toMatchObject({ status: 200 });
    expect(JSON.stringify(await receipt())).toContain("gpt-4o-mini");
  });

  it("does not forward its own request fields", async () => {
    const body = {
      model: "openai/gpt-4o-mini",
      messages,
      "x-routing-hints": { priority: "cost" },
      "x-fallback-chain": ["anthropic/claude-haiku-4-5"],
      vendor_extra: { kept: true },
    };
    await client.post("/chat/completions", { body });
    const sent = upstream.requests[0]?.json();
    expect(sent).toEqual({ model: "gpt-4o-mini", messages, vendor_extra: { kept: true } });
  });
});
