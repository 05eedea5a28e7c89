import { isObject } from "../../../../dialects/read.ts";
import { unitVector } from "../../../caching/semantic/semantic-index.ts";
import type { CallerKey } from "../../../caller.ts";
import type { Gateway } from "../../../gateway.ts";

/** Few enough for every vendor's bound on one request. */
const TEXTS_A_CALL = 64;
/** Shorter than the context of any model that embeds. */
const TEXT_MAX_CHARS = 6_000;

export interface Embedding {
  readonly gateway: Gateway;
  readonly caller: CallerKey;
  readonly model: string;
  readonly timeoutMs: number;
}

/** The vectors of texts, of unit length and in their order, at the caller's expense. Rejects when one is missing. */
export async function embedTexts(how: Embedding, texts: readonly string[]): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (let at = 0; at < texts.length; at += TEXTS_A_CALL) {
    vectors.push(...(await embedSome(how, texts.slice(at, at + TEXTS_A_CALL))));
  }
  return vectors;
}

async function embedSome({ gateway, caller, model, timeoutMs }: Embedding, texts: readonly string[]) {
  const input = texts.map((text) => text.slice(0, TEXT_MAX_CHARS));
  const body = { model, input, encoding_format: "float" };
  const answer = await gateway.callInside(caller, { path: "/v1/embeddings", body, source: "routing", timeoutMs });
  const data = isObject(answer.json) ? answer.json["data"] : undefined;
  if (answer.status !== 200 || !Array.isArray(data) || data.length !== texts.length)
    throw new Error(`the embedding model answered ${answer.status}`);
  return data.map(vectorOf);
}

function vectorOf(item: unknown): Float32Array {
  const numbers = isObject(item) ? item["embedding"] : undefined;
  const vector = Array.isArray(numbers) ? unitVector(numbers as number[]) : undefined;
  if (vector === undefined) throw new Error("the embedding model gave no vector");
  return vector;
}
