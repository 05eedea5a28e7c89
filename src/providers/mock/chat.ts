import { hash } from "node:crypto";
import type { Block } from "../../canonical/blocks.ts";
import type { ChatRequest } from "../../canonical/request.ts";
import type { ChatResponse, StreamEvent } from "../../canonical/response.ts";
import { emptyUsage } from "../../canonical/usage.ts";
import type { AnswerMeta, InboundChatDialect, JsonObject } from "../../dialects/dialect.ts";
import { fail, type GatewayError, toGatewayError } from "../../errors/gateway-error.ts";
import { guarded, type InProcessAnswer } from "../provider.ts";
import { after } from "./after.ts";
import { type MockOptions, readMockOptions } from "./options.ts";

const JSON_TYPE = { "content-type": "application/json" };
const STREAM_TYPE = { "content-type": "text/event-stream" };
const CHARS_PER_TOKEN = 4;
/** Pieces sent without a break; then other requests get their turn. */
const PIECES_A_TURN = 100;

/** Answers one conversation request in its own wire, as the options in the body say. */
export function answerChat(dialect: InboundChatDialect, body: JsonObject, answer: InProcessAnswer): void {
  let options: MockOptions;
  try {
    options = readMockOptions(body);
  } catch (cause) {
    refuseWith(
      dialect,
      fail("invalid_parameters", { param: "mock", message: "'mock' cannot be read.", cause }),
      answer,
    );
    return;
  }
  after(options.latencyMs, answer, () => {
    try {
      const request = dialect.decodeRequest(body);
      if (options.status !== undefined) refuse(dialect, options, answer);
      else if (options.fault === "reset" && options.faultAfterChunks === 0) answer.destroy();
      else if (request.stream) new MockStream(dialect, request, body, options, answer).start();
      else whole(dialect, request, body, options, answer);
    } catch (error) {
      refuseWith(dialect, toGatewayError(error), answer);
    }
  });
}

function refuseWith(dialect: InboundChatDialect, error: GatewayError, answer: InProcessAnswer): void {
  answer.head(error.status, JSON_TYPE);
  answer.write(JSON.stringify(dialect.writeError(error, "mock")));
  answer.end();
}

function refuse(dialect: InboundChatDialect, options: MockOptions, answer: InProcessAnswer): void {
  const status = options.status ?? 500;
  const error = fail(status < 500 ? "upstream_rejected" : "internal", { status, message: options.message });
  const retryAfter = options.retryAfterSeconds;
  answer.head(status, { ...JSON_TYPE, ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }) });
  answer.write(JSON.stringify(dialect.writeError(error, "mock")));
  answer.end();
}

function whole(
  dialect: InboundChatDialect,
  request: ChatRequest,
  body: JsonObject,
  options: MockOptions,
  answer: InProcessAnswer,
): void {
  if (options.fault === "stall") return;
  answer.head(200, JSON_TYPE);
  answer.write(JSON.stringify(dialect.encodeResponse(responseTo(request, options), metaOf(request, body))));
  answer.end();
}

function responseTo(request: ChatRequest, options: MockOptions): ChatResponse {
  const blocks: ChatResponse["blocks"][number][] = [];
  if (options.reasoning !== undefined) blocks.push({ kind: "reasoning", text: options.reasoning });
  const text = options.reply ?? (options.toolCalls.length > 0 ? "" : lastUserText(request));
  if (text !== "" || options.toolCalls.length === 0) blocks.push({ kind: "text", text });
  for (const [i, call] of options.toolCalls.entries()) {
    blocks.push({ kind: "tool-call", id: `call_mock_${i}`, name: call.name, arguments: call.arguments });
  }
  const outputTokens = tokens(text + options.toolCalls.map((call) => call.arguments).join(""));
  return {
    blocks,
    finish: { reason: options.toolCalls.length > 0 ? "tool-calls" : "stop" },
    usage: {
      ...emptyUsage(),
      inputTokens: tokens(request.messages.map((message) => textOf(message.blocks)).join("")),
      outputTokens,
      reasoningTokens: tokens(options.reasoning ?? ""),
    },
  };
}

function metaOf(request: ChatRequest, body: JsonObject): AnswerMeta {
  return {
    id: `mock-${hash("sha256", JSON.stringify(body), "hex").slice(0, 16)}`,
    model: request.model,
    createdAtSeconds: 0,
    includeUsage: (body["stream_options"] as JsonObject | undefined)?.["include_usage"] === true,
    inputTokensEstimate: tokens(request.messages.map((message) => textOf(message.blocks)).join("")),
    body,
    request,
    warn: () => {},
  };
}

function tokens(text: string): number {
  return Math.ceil(text.length / CHARS_PER_TOKEN);
}

function lastUserText(request: ChatRequest): string {
  return textOf(request.messages.findLast((message) => message.role === "user")?.blocks ?? []);
}

function textOf(blocks: readonly Block[]): string {
  return blocks
    .map((block) => (block.kind === "text" ? block.text : block.kind === "tool-result" ? textOf(block.content) : ""))
    .join("");
}

/** Streams an answer word by word at the asked pace, up to the asked fault. */
class MockStream {
  readonly #dialect: InboundChatDialect;
  readonly #options: MockOptions;
  readonly #answer: InProcessAnswer;
  readonly #pieces: string[] = [];
  #sent = 0;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    dialect: InboundChatDialect,
    request: ChatRequest,
    body: JsonObject,
    options: MockOptions,
    answer: InProcessAnswer,
  ) {
    this.#dialect = dialect;
    this.#options = options;
    this.#answer = answer;
    const encoder = dialect.openEncoder(metaOf(request, body));
    for (const event of eventsOf(responseTo(request, options))) {
      const piece = encoder.push(event);
      if (piece !== "") this.#pieces.push(piece);
    }
    this.#pieces.push(encoder.end("null"));
  }

  start(): void {
    this.#answer.onAbort(() => {
      this.#stopped = true;
      clearTimeout(this.#timer);
    });
    this.#answer.head(200, STREAM_TYPE);
    if (this.#options.chunkDelayMs > 0) this.#next(0);
    else this.#next(PIECES_A_TURN);
  }

  /** Sends at most so many pieces, then waits for its next turn; a call for each piece would fill the stack. */
  #next(pieces: number): void {
    const { chunkDelayMs, fault, faultAfterChunks } = this.#options;
    for (let left = pieces; !this.#stopped; left -= 1) {
      if (fault !== undefined && this.#sent >= faultAfterChunks) {
        this.#break(fault);
        return;
      }
      const piece = this.#pieces[this.#sent];
      if (piece === undefined) {
        this.#answer.end();
        return;
      }
      if (left === 0) break;
      this.#answer.write(piece);
      this.#sent += 1;
    }
    if (this.#stopped) return;
    if (chunkDelayMs === 0) setImmediate(() => guarded(this.#answer, () => this.#next(PIECES_A_TURN)));
    else this.#timer = setTimeout(() => guarded(this.#answer, () => this.#next(1)), chunkDelayMs);
  }

  #break(fault: NonNullable<MockOptions["fault"]>): void {
    if (fault === "reset") this.#answer.destroy();
    if (fault === "cut") this.#answer.end();
    if (fault === "error") {
      this.#answer.write(this.#dialect.endBadly(fail("internal", { message: this.#options.message }), "mock"));
      this.#answer.end();
    }
  }
}

function* eventsOf(response: ChatResponse): Generator<StreamEvent> {
  yield { type: "start" };
  for (const [index, block] of response.blocks.entries()) {
    if (block.kind === "tool-call") {
      yield { type: "block-start", index, block: { kind: "tool-call", id: block.id, name: block.name } };
      yield { type: "block-delta", index, text: block.arguments };
    } else if (block.kind === "text" || block.kind === "reasoning") {
      yield { type: "block-start", index, block: { kind: block.kind } };
      for (const word of block.text.match(/\s*\S+\s*/g) ?? []) yield { type: "block-delta", index, text: word };
    }
    yield { type: "block-end", index };
  }
  yield { type: "finish", finish: response.finish, usage: response.usage };
}
