import { anthropicMessages } from "../../dialects/anthropic-messages/index.ts";
import type { JsonObject } from "../../dialects/dialect.ts";
import { bodyOfForm } from "../../dialects/form-body.ts";
import { openaiChat } from "../../dialects/openai-chat/index.ts";
import { defineProvider, type InProcessProvider } from "../provider.ts";
import { answerChat } from "./chat.ts";
import { answerEmbeddings } from "./embeddings.ts";
import { makeModerations, makeRanking } from "./judge.ts";
import { answerOperation, type Made } from "./operation.ts";
import type { MockOptions } from "./options.ts";
import { makeImages } from "./pictures.ts";
import { makeTranscript } from "./transcript.ts";
import { makeSpeech } from "./voice.ts";

/** What answers at the addresses that are no conversations. */
const OPERATIONS: ReadonlyMap<string, (body: JsonObject, options: MockOptions) => Made> = new Map([
  ["/images/generations", (body: JsonObject) => makeImages(body, "image_generation")],
  ["/images/edits", (body: JsonObject) => makeImages(body, "image_edit")],
  ["/moderations", makeModerations],
  ["/rerank", makeRanking],
  ["/audio/speech", makeSpeech],
  ["/audio/transcriptions", makeTranscript],
]);

const answer: InProcessProvider = (request, reply) => {
  const body = request.form === undefined ? (JSON.parse(request.body) as JsonObject) : bodyOfForm(request.form);
  const path = request.path.replace(/^\/v1/, "");
  const make = OPERATIONS.get(path);
  if (make !== undefined) answerOperation(body, reply, make);
  else if (path === "/embeddings") answerEmbeddings(body, reply);
  else answerChat(path === "/messages" ? anthropicMessages : openaiChat, body, reply);
};

/** Answers without a network and without a key: a newcomer's first call, offline development, tests of faults. */
export const mock = defineProvider({
  id: "mock",
  name: "Mock",
  docs: "docs/guide/mock-provider.md",
  baseUrl: "http://mock.invalid/v1",
  auth: { kind: "none" },
  speaks: [
    { operation: "chat", dialect: "openai-chat", path: "/chat/completions" },
    { operation: "chat", dialect: "anthropic-messages", path: "/messages" },
    { operation: "embed", dialect: "openai-embeddings", path: "/embeddings" },
    { operation: "image", dialect: "openai-images", path: "/images/generations" },
    { operation: "image-edit", dialect: "openai-image-edits", path: "/images/edits" },
    { operation: "moderate", dialect: "openai-moderations", path: "/moderations" },
    { operation: "rerank", dialect: "cohere-rerank", path: "/rerank" },
    { operation: "speech", dialect: "openai-speech", path: "/audio/speech" },
    { operation: "transcribe", dialect: "openai-transcriptions", path: "/audio/transcriptions" },
  ],
  quirks: [],
  credential: [],
  environment: [],
  keyless: "always",
  inProcess: answer,
});
