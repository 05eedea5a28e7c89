import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Exchange, JsonObject, RecordedRequest, Wire } from "./types.ts";

interface Made {
  exchange: Exchange;
  request: RecordedRequest;
}

/** Ties one recorded request to its response and tells a client's disconnect from our own. */
export function makeExchange(
  message: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
  connection: number,
): Made {
  const gone = new AbortController();
  const aborted = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  let clientLeft = false;
  let cutByUs = false;
  response.once("close", () => {
    if (!response.writableFinished && !cutByUs) {
      clientLeft = true;
      aborted.resolve();
    }
    gone.abort();
    closed.resolve();
  });

  const path = message.url ?? "";
  const request: RecordedRequest = {
    method: message.method ?? "",
    path,
    wire: wireOf(path),
    headers: message.headers,
    rawHeaders: pairs(message.rawHeaders),
    body,
    connection,
    startedAt: Date.now(),
    get aborted() {
      return clientLeft;
    },
    whenAborted: aborted.promise,
    whenClosed: closed.promise,
    json: () => parseObject(body),
  };
  const asked = request.method === "POST" ? tryParse(body) : {};
  const named = asked["model"] ?? modelInPath(path);
  const exchange: Exchange = {
    request,
    response,
    model: typeof named === "string" ? named : "",
    streaming: asked["stream"] === true || STREAM_PATH.test(path),
    signal: gone.signal,
    cut(how) {
      cutByUs = true;
      if (how === "reset") message.socket.resetAndDestroy();
      else message.socket.destroy();
    },
    async wait(delayMs) {
      if (delayMs > 0) await sleep(delayMs, undefined, { signal: gone.signal }).catch(() => undefined);
      return !gone.signal.aborted;
    },
  };
  return { exchange, request };
}

function wireOf(path: string): Wire {
  const bare = path.split("?", 1)[0] ?? "";
  if (bare.endsWith("/chat/completions")) return "openai";
  if (bare.endsWith("/messages/count_tokens")) return "count-tokens";
  if (bare.endsWith("/messages")) return "anthropic";
  if (bare.endsWith("/embeddings")) return "embeddings";
  if (bare.endsWith("/responses")) return "responses";
  if (/\/converse(-stream)?$/.test(bare)) return "bedrock";
  if (bare.endsWith("/v2/chat")) return "cohere";
  const method = /:([A-Za-z]+)$/.exec(bare)?.[1] ?? "";
  return GEMINI_METHODS[method] ?? (bare.endsWith("/models") ? "models" : "other");
}

const GEMINI_METHODS: Readonly<Record<string, Wire>> = {
  generateContent: "gemini",
  streamGenerateContent: "gemini",
  countTokens: "gemini-count-tokens",
  embedContent: "gemini-embeddings",
  batchEmbedContents: "gemini-embeddings",
};

/** Two vendors say it in the path and not in the body. */
const STREAM_PATH = /:streamGenerateContent(\?|$)|\/converse-stream$/;

function modelInPath(path: string): string | undefined {
  const name = /\/models\/([^?]+):[A-Za-z]+(?:\?|$)/.exec(path) ?? /\/model\/([^/]+)\/converse/.exec(path);
  return name?.[1] === undefined ? undefined : decodeURIComponent(name[1]);
}

function pairs(flat: string[]): Array<readonly [string, string]> {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i] ?? "", flat[2 * i + 1] ?? ""] as const);
}

function parseObject(body: Buffer): JsonObject {
  const value: unknown = JSON.parse(body.toString("utf8"));
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("body is no JSON object");
  return value as JsonObject;
}

/** Multipart and broken bodies have no model: they simply match no model rule. */
function tryParse(body: Buffer): JsonObject {
  try {
    return parseObject(body);
  } catch {
    return {};
  }
}
