import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ChatRequest } from "../../../canonical/request.ts";
import type { ChatResponse, StreamEvent } from "../../../canonical/response.ts";
import type { AnswerMeta, JsonObject } from "../../../dialects/dialect.ts";
import { captureResponse, openaiResponses } from "../../../dialects/openai-responses/index.ts";
import { fail, toGatewayError } from "../../../errors/gateway-error.ts";
import { latin1OfText } from "../../../framing/latin1.ts";
import { expandRequest } from "../expand-request.ts";
import { createMemoryStore } from "../memory-store.ts";
import { storedResponse, wantsStored } from "../stored-response.ts";

export type AnswerBlocks = ChatResponse["blocks"];
/** A provider's answer as blocks, or how it breaks after them. */
export interface Scripted {
  readonly blocks: AnswerBlocks;
  readonly finish?: ChatResponse["finish"];
  readonly breaks?: boolean;
}

const usage = {
  inputTokens: 10,
  cacheReadTokens: 5,
  cacheWriteTokens: 3,
  cacheWriteLongTokens: 0,
  outputTokens: 7,
  reasoningTokens: 4,
};

/**
 * What the pipeline does with a responses request, and nothing else: expands it, decodes it, answers as scripted, keeps
 * what was answered. The provider speaks another wire, so every frame is ours.
 */
export async function startScripted(script: readonly Scripted[]) {
  const rest = [...script];
  const seen: ChatRequest[] = [];
  const bodies: JsonObject[] = [];
  const store = createMemoryStore({ now: () => 0 });
  let answered = 0;
  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    try {
      const given = JSON.parse(await textOf(req)) as JsonObject;
      bodies.push(given);
      openaiResponses.checkRequest(given);
      const body = (await expandRequest(given, "proj_1", store)) ?? given;
      const request = openaiResponses.decodeRequest(body);
      seen.push(request);
      const next = rest.shift();
      if (next === undefined) throw fail("internal", { internal: "the script is over" });
      answered += 1;
      const labels = metaOf(`answer${answered}`, body, request);
      const text = request.stream ? stream(res, next, labels) : whole(res, next, labels);
      const response = captureResponse(latin1OfText(text));
      const record = response && wantsStored(body) ? storedResponse(body, response, 0) : undefined;
      if (record !== undefined) await store.put("proj_1", String(response?.["id"]), record, 1);
    } catch (thrown) {
      const error = toGatewayError(thrown);
      res.writeHead(error.status, { "content-type": "application/json" });
      res.end(JSON.stringify(openaiResponses.writeError(error, "req_1")));
    }
  };
  const server = createServer((req, res) => void answer(req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  return { baseURL, seen, bodies, store, stop: () => stop(server) };
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

async function textOf(req: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of req.setEncoding("utf8")) text += chunk;
  return text;
}

function metaOf(id: string, body: JsonObject, request: ChatRequest): AnswerMeta {
  const labels = { id, model: "anthropic/claude", createdAtSeconds: 1_700_000_000, includeUsage: false };
  return { ...labels, inputTokensEstimate: 1, body, request, warn: () => {} };
}

function whole(res: ServerResponse, { blocks, finish = { reason: "stop" } }: Scripted, meta: AnswerMeta): string {
  const text = JSON.stringify({
    ...openaiResponses.encodeResponse({ blocks, finish, usage }, meta),
    "x-llm-gateway": {},
  });
  res.writeHead(200, { "content-type": "application/json" }).end(text);
  return text;
}

function stream(
  res: ServerResponse,
  { blocks, finish = { reason: "stop" }, breaks }: Scripted,
  meta: AnswerMeta,
): string {
  const encoder = openaiResponses.openEncoder(meta);
  let text = "";
  for (const event of eventsOf(blocks)) text += encoder.push(event);
  text += openaiResponses.keepAlive;
  if (breaks !== true) {
    text += encoder.push({ type: "finish", finish, usage }) + encoder.end('{"request_id":"req_1"}');
  } else {
    const error = fail("upstream_interrupted", { message: "The answer broke off." });
    text += openaiResponses.endBadly(error, "req_1");
  }
  res.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" }).end(text);
  return text;
}

function eventsOf(blocks: AnswerBlocks): StreamEvent[] {
  return blocks.flatMap((block, index): StreamEvent[] => {
    if (block.kind === "image")
      return [
        { type: "block-start", index, block },
        { type: "block-end", index },
      ];
    if (block.kind === "document") return [];
    const text = block.kind === "tool-call" ? block.arguments : block.text;
    const middle = Math.ceil(text.length / 2);
    const carry = "carry" in block ? block.carry : undefined;
    return [
      { type: "block-start", index, block },
      ...(block.kind === "tool-call" && carry !== undefined ? [{ type: "block-carry", index, carry } as const] : []),
      { type: "block-delta", index, text: text.slice(0, middle) },
      { type: "block-delta", index, text: text.slice(middle) },
      ...(block.kind !== "tool-call" && carry !== undefined ? [{ type: "block-carry", index, carry } as const] : []),
      { type: "block-end", index },
    ];
  });
}
