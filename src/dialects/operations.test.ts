import { describe, expect, it } from "vitest";
import type { ImageRequest, SpeechRequest } from "../canonical/operations.ts";
import { emptyUsage, promptTokens, sumOfUsage } from "../canonical/usage.ts";
import { scanMembers } from "../framing/json-members.ts";
import { latin1OfText } from "../framing/latin1.ts";
import { bedrockEmbeddings } from "./bedrock-embeddings/index.ts";
import { cohereRerank } from "./cohere-rerank/index.ts";
import type { AnswerFacts, InboundDialect, JsonObject, OperationProvider } from "./dialect.ts";
import { geminiEmbedContent } from "./gemini-embeddings/embed-content.ts";
import { geminiEmbeddings } from "./gemini-embeddings/index.ts";
import { geminiImages } from "./gemini-images/index.ts";
import { geminiSpeech } from "./gemini-speech/index.ts";
import { openaiEmbeddings } from "./openai-embeddings/index.ts";
import { readVectors, writeVector } from "./openai-embeddings/vectors.ts";
import { openaiImageEdits } from "./openai-images/edits.ts";
import { openaiImages } from "./openai-images/index.ts";
import { openaiModerations } from "./openai-moderations/index.ts";
import { openaiSpeech } from "./openai-speech/index.ts";
import { openaiTranscriptions } from "./openai-transcriptions/index.ts";
import { estimateUsage } from "./openai-transcriptions/usage.ts";
import { target } from "./test-support.ts";
import { wavOf } from "./wav.ts";

function read(dialect: InboundDialect, body: unknown): AnswerFacts {
  const text = latin1OfText(JSON.stringify(body));
  const scanned = scanMembers(text);
  if (scanned === null) throw new Error("no object");
  return dialect.readAnswer(text, scanned, new Set());
}

describe("usage of whole answers", () => {
  const b64 = { b64_json: "AAAA" };
  it.each<[string, InboundDialect, unknown, object]>([
    [
      "images by piece",
      openaiImages,
      { data: [{ url: "u", revised_prompt: 'a ,"url":"x"' }, { url: "v" }] },
      { media: { images: 2 } },
    ],
    [
      "images by token",
      openaiImages,
      { data: [b64], usage: { input_tokens: 9, input_tokens_details: { image_tokens: 5 }, output_tokens: 70 } },
      { inputTokens: 4, outputTokens: 0, media: { images: 1, imageInputTokens: 5, imageOutputTokens: 70 } },
    ],
    [
      "images with text beside",
      openaiImageEdits,
      { data: [b64], usage: { input_tokens: 1, output_tokens: 70, output_tokens_details: { image_tokens: 60 } } },
      { inputTokens: 1, outputTokens: 10, media: { images: 1, imageOutputTokens: 60 } },
    ],
    [
      "odd image counters",
      openaiImages,
      { data: [b64], usage: { input_tokens: null, output_tokens: -3 } },
      { media: { images: 1 } },
    ],
    [
      "search units",
      cohereRerank,
      { results: [], meta: { billed_units: { search_units: 2 } } },
      { media: { searches: 2 } },
    ],
    [
      "search units of OpenRouter",
      cohereRerank,
      { results: [], usage: { search_units: 1, cost: 0.002 } },
      { media: { searches: 1 } },
    ],
    ["tokens of Jina", cohereRerank, { results: [], usage: { total_tokens: 33 } }, { inputTokens: 33 }],
    ["a moderation, which is free", openaiModerations, { results: [] }, { inputTokens: 0 }],
    [
      "seconds",
      openaiTranscriptions,
      { text: "x", usage: { type: "duration", seconds: 1.5 } },
      { media: { audioInputMs: 1_500 } },
    ],
    [
      "the length of a verbose answer",
      openaiTranscriptions,
      { text: "x", duration: "2.25" },
      { media: { audioInputMs: 2_250 } },
    ],
    [
      "audio tokens",
      openaiTranscriptions,
      {
        text: "x",
        usage: { type: "tokens", input_tokens: 14, input_token_details: { audio_tokens: 10 }, output_tokens: 3 },
      },
      { inputTokens: 4, outputTokens: 3, media: { audioInputTokens: 10 } },
    ],
    [
      "Mistral's seconds beside tokens",
      openaiTranscriptions,
      { text: "x", usage: { prompt_tokens: 4, completion_tokens: 3, prompt_audio_seconds: 8 } },
      { inputTokens: 4, outputTokens: 3, media: { audioInputMs: 8_000 } },
    ],
  ])("%s", (_name, dialect, body, usage) => {
    expect(read(dialect, body).usage).toMatchObject(usage);
  });

  it("is not known where none is told", () => {
    expect(read(cohereRerank, { results: [] }).usage).toBeUndefined();
    expect(read(openaiTranscriptions, { text: "x", usage: "no" }).usage).toBeUndefined();
  });

  it.each<[InboundDialect]>([
    [openaiImages],
    [openaiModerations],
    [cohereRerank],
    [openaiTranscriptions],
    [geminiEmbeddings],
  ])("is an error's, or none at all (%#)", (dialect) => {
    expect(read(dialect, { error: { message: "broke", code: 503 } }).error).toMatchObject({ status: 503 });
    expect(read(dialect, { error: "broke" }).error).toMatchObject({ message: "broke" });
    expect(() => read(dialect, { id: "x" })).toThrow(TypeError);
  });
});

describe("usage of the request alone", () => {
  it.each<[InboundDialect, JsonObject, object]>([
    [openaiImages, { n: 3 }, { media: { images: 3 } }],
    [openaiImageEdits, { n: "2" }, { media: { images: 2 } }],
    [openaiSpeech, { input: "a😀é" }, { media: { characters: 3 } }],
    [cohereRerank, { documents: new Array(100).fill("x") }, { media: { searches: 1 } }],
    [cohereRerank, { documents: new Array(101).fill("x") }, { media: { searches: 2 } }],
  ])("%#", (dialect, body, usage) => {
    expect(dialect.usageOfRequest?.(body)).toMatchObject(usage);
  });

  it("knows a WAV file's length and guesses others'", () => {
    const wav = { contentType: "audio/wav", bytes: wavOf(Buffer.alloc(48_000 - 44), 24_000) };
    expect(estimateUsage({ file: wav }).media).toEqual({ audioInputMs: 1_000 });
    const other = { contentType: "audio/mpeg", bytes: Buffer.alloc(32_000) };
    expect(estimateUsage({ file: other }).media).toEqual({ audioInputMs: 2_000 });
    const broken = { contentType: "audio/wav", bytes: Buffer.from("RIFF") };
    expect(estimateUsage({ file: broken }).media?.audioInputMs).toBe(1);
    expect(estimateUsage({ url: "https://x" })).toEqual(emptyUsage());
  });
});

describe("what changes in a relayed body", () => {
  it.each<[string, InboundDialect, JsonObject, Parameters<typeof target>[0], object]>([
    [
      "Mistral's dimensions",
      openaiEmbeddings,
      { input: "x", dimensions: 5 },
      { quirks: ["output-dimension-name"] },
      { set: { output_dimension: "5" }, drop: ["dimensions"] },
    ],
    ["nothing for others", openaiEmbeddings, { input: "x", dimensions: 5 }, {}, { set: {}, drop: [] }],
    [
      "documents that are objects",
      cohereRerank,
      { documents: ["a", { text: "b" }] },
      {},
      { set: { documents: '["a","b"]' }, drop: [] },
    ],
    ["documents that say more", cohereRerank, { documents: [{ text: "b", id: 1 }] }, {}, { set: {}, drop: [] }],
    [
      "Cohere's lack of documents",
      cohereRerank,
      { documents: ["a"] },
      { quirks: ["no-return-documents"] },
      { set: {}, drop: ["return_documents"] },
    ],
    [
      "the model in each of Gemini's requests",
      geminiEmbeddings,
      { requests: [{ model: "models/mine", content: { parts: [] } }] },
      { model: "theirs" },
      { set: { requests: '[{"model":"models/theirs","content":{"parts":[]}}]' }, drop: ["model"] },
    ],
    ["a model beside Gemini's content", geminiEmbedContent, { content: {} }, {}, { set: {}, drop: ["model"] }],
  ])("%s", (_name, dialect, body, changes, edits) => {
    expect(dialect.relayEdits(body, target(changes))).toEqual(edits);
  });
});

describe("what a provider's wire cannot say is refused by its name", () => {
  const embed = (body: JsonObject) => openaiEmbeddings.decodeRequest({ model: "m", ...body });
  const image = (body: JsonObject): ImageRequest => openaiImages.decodeRequest({ model: "m", prompt: "x", ...body });
  const speech = (body: JsonObject): SpeechRequest => openaiSpeech.decodeRequest({ model: "m", input: "x", ...body });
  const file = { contentType: "application/octet-stream", bytes: Buffer.from([0xff, 0xd8, 0xff, 0]) };
  const encode = <Q>(dialect: OperationProvider<Q, unknown>, request: Q, model = "native") =>
    dialect.encodeRequest(request, target({ model }));
  const TITAN = "amazon.titan-embed-text-v2:0";
  it.each<[string, () => unknown, string]>([
    ["token ids at Google", () => encode(geminiEmbeddings, embed({ input: [1, 2] })), "input"],
    ["texts and ids mixed", () => embed({ input: ["a", 1] }), "input[1]"],
    ["an unknown purpose", () => embed({ input: "a", input_type: "x" }), "input_type"],
    ["two texts for Titan", () => encode(bedrockEmbeddings, embed({ input: ["a", "b"] }), TITAN), "input"],
    ["an unknown model of Bedrock", () => encode(bedrockEmbeddings, embed({ input: "a" }), "acme.embed"), "model"],
    [
      "a length for Cohere's older models",
      () => encode(bedrockEmbeddings, embed({ input: "a", dimensions: 5 }), "cohere.embed-english-v3"),
      "dimensions",
    ],
    ["two images", () => encode(geminiImages, image({ n: 2 })), "n"],
    ["a mask", () => encode(geminiImages, image({ mask: file })), "mask"],
    ["transparency", () => encode(geminiImages, image({ background: "transparent" })), "background"],
    ["a size that is none", () => encode(geminiImages, image({ size: "big" })), "size"],
    ["a size of nothing", () => encode(geminiImages, image({ size: "0x10" })), "size"],
    [
      "a file of another provider",
      () => encode(geminiImages, image({ images: [{ file_id: "f" }] })),
      "images[0].file_id",
    ],
    ["an image that is none", () => image({ images: [7] }), "images[0]"],
    ["a stream of images", () => image({ stream: "true" }), "stream"],
    ["a stream of speech events", () => speech({ stream_format: "sse" }), "stream_format"],
    ["a format by default", () => encode(geminiSpeech, speech({})), "response_format"],
    ["a format", () => encode(geminiSpeech, speech({ response_format: "opus" })), "response_format"],
    [
      "a purpose for each text",
      () =>
        geminiEmbeddings.decodeRequest({
          model: "m",
          requests: [
            { content: { parts: [{ text: "a" }] }, taskType: "CLUSTERING" },
            { content: { parts: [{ text: "b" }] } },
          ],
        }),
      "requests[1]",
    ],
    [
      "a picture to embed",
      () => geminiEmbedContent.decodeRequest({ model: "m", content: { parts: [{ inlineData: {} }] } }),
      "content.parts[0]",
    ],
  ])("%s", (_name, run, param) => {
    expect(run).toThrow(expect.objectContaining({ code: "invalid_parameters", param }));
  });

  it("tells a picture's type by its first bytes", () => {
    const { sources } = openaiImageEdits.decodeRequest({ model: "m", prompt: "x", image: file });
    expect(sources).toEqual([{ kind: "data", mediaType: "image/jpeg", data: "/9j/AA==" }]);
  });
});

describe("vectors", () => {
  it("are the same as numbers and as base64", () => {
    const vector = [0.5, -1.25, 1e-3].map(Math.fround);
    expect(readVectors([{ embedding: writeVector(vector, "base64") }])).toEqual([vector]);
    expect(
      readVectors([
        { index: 1, embedding: [2] },
        { index: 0, embedding: [1] },
      ]),
    ).toEqual([[1], [2]]);
  });
  it.each([
    [undefined],
    [[]],
    [[null]],
    [[{}]],
    [
      [
        { index: 0, embedding: [1] },
        { index: 0, embedding: [2] },
      ],
    ],
  ])("that are not there are an error: %j", (data) => {
    expect(() => readVectors(data)).toThrow(TypeError);
  });
});

describe("the sum of usages", () => {
  it("adds each counter, also where one side has none", () => {
    const a = { ...emptyUsage(), inputTokens: 1, media: { images: 1, imageOutputTokens: 5 } };
    const b = { ...emptyUsage(), inputTokens: 2, media: { images: 2, audioInputMs: 7 } };
    expect(sumOfUsage(a, b)).toMatchObject({
      inputTokens: 3,
      media: { images: 3, imageOutputTokens: 5, audioInputMs: 7 },
    });
    expect(sumOfUsage(emptyUsage(), b).media).toEqual(b.media);
    expect(sumOfUsage(emptyUsage(), emptyUsage())).toEqual(emptyUsage());
    expect(promptTokens(sumOfUsage(a, b))).toBe(3);
  });
});
