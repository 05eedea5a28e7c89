import { anthropicMessages } from "../../dialects/anthropic-messages/index.ts";
import type { JsonObject } from "../../dialects/dialect.ts";
import { openaiChat } from "../../dialects/openai-chat/index.ts";
import { defineProvider, type InProcessProvider } from "../provider.ts";
import { answerChat } from "./chat.ts";
import { answerEmbeddings } from "./embeddings.ts";

const answer: InProcessProvider = (request, reply) => {
  const body = JSON.parse(request.body) as JsonObject;
  if (request.path.endsWith("/embeddings")) answerEmbeddings(body, reply);
  else answerChat(request.path.endsWith("/messages") ? anthropicMessages : openaiChat, body, reply);
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
  ],
  quirks: [],
  credential: [],
  environment: [],
  keyless: "always",
  inProcess: answer,
});
