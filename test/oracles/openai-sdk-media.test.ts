import OpenAI, { toFile } from "openai";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { startGateway } from "../harness/gateway.ts";
import { startUpstream } from "../upstream/index.ts";
import { answerBytes, answerEvents, answerJson, streamBytes } from "../upstream/media.ts";
import { failure } from "./target.ts";

const upstream = await startUpstream();
const gateway = await startGateway({
  upstream,
  env: {
    LLM_GOOGLE_AI_STUDIO_API_KEY: "g-1",
    LLM_GOOGLE_AI_STUDIO_BASE_URL: `${upstream.url}/v1beta`,
    LLM_COHERE_API_KEY: "c-1",
    LLM_COHERE_BASE_URL: upstream.url,
  },
});
const client = new OpenAI({ apiKey: gateway.apiKey, baseURL: `${gateway.url}/v1`, maxRetries: 0 });

beforeEach(() => upstream.reset());
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

const PNG = Buffer.from("iVBORw0KGgoAAAAN", "base64");
const SENT = (): Record<string, unknown> => upstream.requests[0]?.json() as Record<string, unknown>;

describe("OpenAI SDK, images", () => {
  const usage = {
    input_tokens: 10,
    input_tokens_details: { text_tokens: 4, image_tokens: 6 },
    output_tokens: 100,
    total_tokens: 110,
  };

  it("generates at OpenAI, with its cost in the receipt", async () => {
    upstream.respond(answerJson({ created: 7, data: [{ b64_json: "AAAA" }], usage }));
    const { data, response } = await client.images
      .generate({ model: "openai/gpt-image-1", prompt: "A fox", size: "1024x1024", n: 1 })
      .withResponse();
    expect(data).toMatchObject({ created: 7, data: [{ b64_json: "AAAA" }], usage });
    expect(upstream.requests[0]?.path).toBe("/v1/images/generations");
    expect(SENT()).toEqual({ model: "gpt-image-1", prompt: "A fox", size: "1024x1024", n: 1 });
    // 4 × 5 + 6 × 10 + 100 × 40 dollars a million.
    expect(await costOf(response)).toMatchObject({
      execution: { units: { images: 1, image_input_tokens: 6, image_output_tokens: 100 } },
      cost: { provider_cost_usd: 0.00408 },
    });
  });

  it("streams partial images and the whole one", async () => {
    const image = { b64_json: "AAAA", background: "opaque", created_at: 1, output_format: "png", quality: "low" };
    upstream.respond(
      answerEvents([
        { type: "image_generation.partial_image", partial_image_index: 0, ...image },
        { type: "image_generation.completed", ...image, usage },
      ]),
    );
    const stream = await client.images.generate({ model: "openai/gpt-image-1", prompt: "x", stream: true });
    const types: string[] = [];
    for await (const event of stream) types.push(event.type);
    expect(types).toEqual(["image_generation.partial_image", "image_generation.completed"]);
  });

  it("throws when the stream breaks off", async () => {
    upstream.respond(
      answerEvents([{ type: "image_generation.partial_image", partial_image_index: 0, b64_json: "AAAA" }], false),
    );
    const stream = await client.images.generate({ model: "openai/gpt-image-1-mini", prompt: "x", stream: true });
    const read = async (): Promise<void> => {
      for await (const event of stream) expect(event.type).toBe("image_generation.partial_image");
    };
    expect(await failure(read())).toBeInstanceOf(OpenAI.APIError);
  });

  it("edits with files of a form", async () => {
    upstream.respond(answerJson({ created: 7, data: [{ b64_json: "AAAA" }], usage }));
    const image = [
      await toFile(PNG, "a.png", { type: "image/png" }),
      await toFile(PNG, "ü.png", { type: "image/png" }),
    ];
    const { data } = await client.images.edit({ model: "openai/gpt-image-1", prompt: "Bluer", image });
    expect(data).toMatchObject([{ b64_json: "AAAA" }]);
    const [sent] = upstream.requests;
    const form = await new Response(new Uint8Array(sent?.body ?? []), {
      headers: { "content-type": String(sent?.headers["content-type"]) },
    }).formData();
    expect(form.get("model")).toBe("gpt-image-1");
    const files = form.getAll("image[]") as File[];
    expect(files.map(({ name }) => name)).toEqual(["a.png", "ü.png"]);
    expect(Buffer.from((await files[1]?.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(PNG);
  });

  it("generates and edits at Google", async () => {
    upstream.respond(
      answerJson({
        candidates: [{ content: { parts: [{ inlineData: { mimeType: "image/png", data: "AAAA" } }] } }],
        usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 1290 },
      }),
    );
    const model = "google-ai-studio/gemini-2.5-flash-image";
    const made = await client.images.generate({ model, prompt: "A fox", size: "1536x1024" });
    expect(made).toMatchObject({ data: [{ b64_json: "AAAA" }], usage: { input_tokens: 5, output_tokens: 1290 } });
    expect(upstream.requests[0]?.path).toBe("/v1beta/models/gemini-2.5-flash-image:generateContent");
    expect(SENT()["generationConfig"]).toEqual({
      responseModalities: ["IMAGE"],
      imageConfig: { aspectRatio: "3:2" },
    });
    await client.images.edit({ model, prompt: "Bluer", image: await toFile(PNG, "a.png") });
    expect(upstream.requests[1]?.json()["contents"]).toMatchObject([
      { parts: [{ inlineData: { mimeType: "image/png", data: PNG.toString("base64") } }, { text: "Bluer" }] },
    ]);
    const refused = await failure(client.images.generate({ model, prompt: "x", stream: true }));
    expect(refused).toMatchObject({ status: 400, param: "stream" });
  });

  it("raises what the vendor's policy refused", async () => {
    upstream.respond(answerJson({ promptFeedback: { blockReason: "PROHIBITED_CONTENT" } }));
    const error = await failure(client.images.generate({ model: "google-ai-studio/gemini-3-pro-image", prompt: "x" }));
    expect(error).toMatchObject({ status: 400, code: "PROHIBITED_CONTENT" });
  });
});

describe("OpenAI SDK, speech", () => {
  const sound = Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * 7) % 256));
  const pieces = [sound.subarray(0, 1), sound.subarray(1, 3_000), sound.subarray(3_000)];

  it("gives the very bytes, as they come", async () => {
    upstream.respond(streamBytes("audio/mpeg", pieces));
    const answer = await client.audio.speech.create({ model: "openai/tts-1", voice: "alloy", input: "Hi 😀" });
    expect(answer.headers.get("content-type")).toBe("audio/mpeg");
    const parts: Uint8Array[] = [];
    for await (const part of answer.body as unknown as AsyncIterable<Uint8Array>) parts.push(part);
    expect(Buffer.concat(parts)).toEqual(sound);
    // Four characters at 15 dollars a million.
    expect(await costOf(answer)).toMatchObject({
      execution: { units: { characters: 4 } },
      cost: { provider_cost_usd: 0.00006 },
    });
  });

  it("passes events on where they are asked for", async () => {
    upstream.respond(
      answerEvents([
        { type: "speech.audio.delta", audio: "AAAA" },
        { type: "speech.audio.done", usage: { input_tokens: 3, output_tokens: 20, total_tokens: 23 } },
      ]),
    );
    const answer = await client.audio.speech.create({
      model: "openai/gpt-4o-mini-tts",
      voice: "alloy",
      input: "Hi",
      stream_format: "sse",
    });
    expect(await answer.text()).toContain('"type":"speech.audio.done"');
    expect(await costOf(answer)).toMatchObject({ execution: { units: { audio_output_tokens: 20, characters: 2 } } });
  });

  it("speaks with Google's voices as a WAV file", async () => {
    const samples = Buffer.alloc(480);
    const blob = { mimeType: "audio/L16;codec=pcm;rate=24000", data: samples.toString("base64") };
    upstream.respond(answerJson({ candidates: [{ content: { parts: [{ inlineData: blob }] } }] }));
    const model = "google-ai-studio/gemini-2.5-flash-tts";
    const answer = await client.audio.speech.create({ model, voice: "alloy", input: "Hi", response_format: "wav" });
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(answer.headers.get("content-type")).toBe("audio/wav");
    expect([bytes.toString("latin1", 0, 4), bytes.length]).toEqual(["RIFF", 524]);
    const refused = await failure(client.audio.speech.create({ model, voice: "alloy", input: "Hi" }));
    expect(refused).toMatchObject({ status: 400, param: "response_format" });
  });
});

describe("OpenAI SDK, transcriptions", () => {
  const file = () => toFile(Buffer.from("RIFF"), "talk.wav", { type: "audio/wav" });

  it("passes the file on and reads text, tokens or seconds", async () => {
    upstream.respond(answerJson({ text: "hello", usage: { type: "duration", seconds: 30 } }));
    const { data, response } = await client.audio.transcriptions
      .create({ model: "openai/whisper-1", file: await file(), language: "en" })
      .withResponse();
    expect(data.text).toBe("hello");
    expect(upstream.requests[0]?.body.toString("latin1")).toMatch(/name="file"; filename="talk.wav"[\s\S]*RIFF/);
    // Half a minute at 0.006 dollars a minute.
    expect(await costOf(response)).toMatchObject({
      execution: { units: { audio_input_ms: 30_000 } },
      cost: { provider_cost_usd: 0.003 },
    });
  });

  it("gives other formats as they are", async () => {
    upstream.respond(answerBytes("text/plain; charset=utf-8", "1\n00:00:00,000 --> 00:00:01,000\nhé\n"));
    const text = await client.audio.transcriptions.create({
      model: "openai/whisper-1",
      file: await file(),
      response_format: "srt",
    });
    expect(text).toBe("1\n00:00:00,000 --> 00:00:01,000\nhé\n");
  });

  it("streams", async () => {
    const usage = {
      type: "tokens",
      input_tokens: 14,
      input_token_details: { audio_tokens: 14 },
      output_tokens: 2,
      total_tokens: 16,
    };
    upstream.respond(
      answerEvents([
        { type: "transcript.text.delta", delta: "he" },
        { type: "transcript.text.delta", delta: "llo" },
        { type: "transcript.text.done", text: "hello", usage },
      ]),
    );
    const stream = await client.audio.transcriptions.create({
      model: "openai/gpt-4o-transcribe",
      file: await file(),
      stream: true,
    });
    let text = "";
    for await (const event of stream) if (event.type === "transcript.text.delta") text += event.delta;
    expect(text).toBe("hello");
  });
});

describe("OpenAI SDK, moderations and embeddings", () => {
  it("moderates, also without a model", async () => {
    upstream.respond(answerJson({ id: "m", model: "omni-moderation-latest", results: [{ flagged: true }] }));
    const { data, response } = await client.moderations.create({ input: "x" }).withResponse();
    expect(data.results[0]?.flagged).toBe(true);
    expect(SENT()).toEqual({ input: "x", model: "omni-moderation-latest" });
    expect(await costOf(response)).toMatchObject({ cost: { provider_cost_usd: 0 } });
  });

  it("embeds at Google and Cohere, base64 by default", async () => {
    upstream.respond(answerJson({ embeddings: [{ values: [0.5, -1] }, { values: [2, 0.25] }] }));
    const google = await client.embeddings.create({
      model: "google-ai-studio/gemini-embedding-001",
      input: ["a", "b"],
    });
    expect(google.data.map(({ embedding }) => embedding)).toEqual([
      [0.5, -1],
      [2, 0.25],
    ]);
    expect(upstream.requests[0]?.path).toBe("/v1beta/models/gemini-embedding-001:batchEmbedContents");
    upstream.respond(
      answerJson({ id: "e", embeddings: { float: [[0.5, -1]] }, meta: { billed_units: { input_tokens: 9 } } }),
    );
    const cohere = await client.embeddings.create({
      model: "cohere/embed-v4.0",
      input: "a",
      encoding_format: "float",
    });
    expect(cohere.data[0]?.embedding).toEqual([0.5, -1]);
    expect(cohere.usage).toEqual({ prompt_tokens: 9, total_tokens: 9 });
  });
});

/** The receipt of an answer, which may be written just after it has ended. */
async function costOf(response: { readonly headers: Headers }): Promise<unknown> {
  const id = response.headers.get("x-request-id") ?? "";
  await expect.poll(() => gateway.receipt(id), { timeout: 5_000 }).toMatchObject({ status: 200 });
  return (await gateway.receipt(id)).body;
}
