import { embeddingVector } from "./embeddings.ts";
import { reply } from "./reply.ts";
import type { Finish, Frame, JsonObject, Reply, ReplyInput } from "./types.ts";

/** Gemini says STOP for function calls too. */
const FINISH: Record<Finish, string> = { stop: "STOP", length: "MAX_TOKENS", tool: "STOP", filter: "SAFETY" };

/** Thoughts are counted beside the candidates, cached tokens inside the prompt. */
export function geminiUsage({ usage }: Reply): JsonObject {
  return {
    promptTokenCount: usage.input,
    candidatesTokenCount: usage.output - usage.reasoning,
    totalTokenCount: usage.input + usage.output,
    ...(usage.cacheRead > 0 ? { cachedContentTokenCount: usage.cacheRead } : {}),
    ...(usage.reasoning > 0 ? { thoughtsTokenCount: usage.reasoning } : {}),
    promptTokensDetails: [{ modality: "TEXT", tokenCount: usage.input }],
  };
}

export function geminiAnswer(input: ReplyInput = {}): JsonObject {
  const answer = reply(input);
  const thought = answer.thinking.length > 0 ? [{ text: answer.thinking.join(""), thought: true }] : [];
  const text = answer.text.length > 0 ? [{ text: answer.text.join("") }] : [];
  return envelope(answer, signed([...thought, ...text, ...callParts(answer)], answer), FINISH[answer.finish]);
}

/** The stream as frames; the one that finishes carries no content of its own. */
export function geminiEvents(input: ReplyInput = {}): Frame[] {
  const answer = reply(input);
  const thoughts = answer.thinking.map((text) => ({ text, thought: true }));
  const parts = signed([...thoughts, ...answer.text.map((text) => ({ text })), ...callParts(answer)], answer);
  const frames = parts.map((part) => ({ data: JSON.stringify(envelope(answer, [part])), content: true }));
  const last = envelope(answer, [{ text: "" }], FINISH[answer.finish]);
  return [...frames, { data: JSON.stringify(last), content: false }];
}

/** Answers of the two embedding methods. */
export function geminiEmbeddings(body: JsonObject): JsonObject {
  const vectorOf = (asked: unknown): JsonObject => ({ values: embeddingVector(JSON.stringify(asked), 8) });
  const many = body["requests"];
  return Array.isArray(many)
    ? { embeddings: many.map((one) => vectorOf((one as JsonObject)["content"])) }
    : { embedding: vectorOf(body["content"]) };
}

function envelope(answer: Reply, parts: JsonObject[], finishReason?: string): JsonObject {
  return {
    candidates: [{ content: { parts, role: "model" }, ...(finishReason && { finishReason }), index: 0 }],
    usageMetadata: geminiUsage(answer),
    modelVersion: answer.model,
    responseId: answer.id,
  };
}

function callParts(answer: Reply): JsonObject[] {
  return answer.toolCalls.map(({ id, name, arguments: text }) => ({
    functionCall: { id, name, args: JSON.parse(text === "" ? "{}" : text) as JsonObject },
  }));
}

/** The signature of the thoughts stands on the first part after them. */
function signed(parts: JsonObject[], { signature }: Reply): JsonObject[] {
  const at = parts.findIndex((part) => part["thought"] !== true);
  return signature === ""
    ? parts
    : parts.map((part, i) => (i === at ? { ...part, thoughtSignature: signature } : part));
}
