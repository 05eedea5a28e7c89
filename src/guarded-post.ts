import type { Dispatcher } from "undici";
import { request } from "undici";
import type { Post } from "./gateway/guardrails/remote/http-check.ts";

const MAX_ANSWER_BYTES = 256 * 1024;

/** Posts JSON through an agent that is guarded against private addresses; no redirect is followed. */
export function guardedPost(dispatcher: Dispatcher): Post {
  return async (url, body, { timeoutMs }) => {
    const answer = await request(url, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", "user-agent": "llm-gateway" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
      dispatcher,
    });
    const text = await boundedText(answer.body);
    if (answer.statusCode !== 200) throw new Error(`the service answered ${answer.statusCode}`);
    return JSON.parse(text) as unknown;
  };
}

async function boundedText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) throw new Error("the service's answer is too long");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
