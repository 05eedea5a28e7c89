import type { IncomingHttpHeaders, ServerResponse } from "node:http";

/** Which shape the caller speaks, told by the path. "other" answers nothing by default. */
export type Wire =
  | "openai"
  | "responses"
  | "anthropic"
  | "gemini"
  | "bedrock"
  | "cohere"
  | "embeddings"
  | "gemini-embeddings"
  | "count-tokens"
  | "gemini-count-tokens"
  | "models"
  | "other";

/** One request exactly as it arrived. */
export interface RecordedRequest {
  readonly method: string;
  /** Path with its query string, as sent. */
  readonly path: string;
  readonly wire: Wire;
  /** Lower-cased names, as node:http joins them. */
  readonly headers: IncomingHttpHeaders;
  /** Names and values in the order and case received: proves duplicates and hop-by-hop headers. */
  readonly rawHeaders: ReadonlyArray<readonly [name: string, value: string]>;
  readonly body: Buffer;
  /** Counts TCP connections from 1: two requests with the same number shared a socket. */
  readonly connection: number;
  readonly startedAt: number;
  /** True once the client went away before the answer was complete. */
  readonly aborted: boolean;
  /** Settles when `aborted` becomes true; never settles otherwise. */
  readonly whenAborted: Promise<void>;
  /** Settles when the exchange is over, however it ended. */
  readonly whenClosed: Promise<void>;
  json(): JsonObject;
}

export type Json = string | number | boolean | null | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json | undefined;
}

/** What a behaviour works with: one request and the means to answer or to misbehave. */
export interface Exchange {
  readonly request: RecordedRequest;
  readonly response: ServerResponse;
  /** The model that body or path name, or "" when neither does. */
  readonly model: string;
  /** True when body or path ask for a stream. */
  readonly streaming: boolean;
  /** Aborts when the connection is gone, whoever closed it. */
  readonly signal: AbortSignal;
  /** Ends the connection from our side: "destroy" sends FIN mid-body, "reset" sends RST. */
  cut(how: "destroy" | "reset"): void;
  /** Waits, or returns false at once when the connection is gone. */
  wait(delayMs: number): Promise<boolean>;
}

export type Behaviour = (exchange: Exchange) => void | Promise<void>;

export interface Upstream {
  /** Origin without a trailing slash and without /v1. */
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  /** TCP connections accepted since the start. */
  readonly connectionCount: number;
  /** Answers every request that no queue entry or model rule claims. */
  respond(behaviour: Behaviour): void;
  /** Answers the next POSTs, one each, before any other rule. GETs never consume the queue. */
  queue(...behaviours: Behaviour[]): void;
  /** Answers requests whose body names this model. */
  onModel(model: string, behaviour: Behaviour): void;
  /** Resolves with all requests once `count` have arrived; rejects after `timeoutMs` (default 5000). */
  waitForRequests(count: number, timeoutMs?: number): Promise<readonly RecordedRequest[]>;
  /** Forgets requests and rules, and cuts exchanges still under way; idle connections stay open. */
  reset(): void;
  close(): Promise<void>;
}

export interface ToolCall {
  id: string;
  name: string;
  /** JSON text, so that odd or broken arguments can be sent. */
  arguments: string;
}

export interface ReplyUsage {
  /** All prompt tokens, cached ones included. */
  input: number;
  cacheRead: number;
  cacheWrite: number;
  /** All completion tokens, reasoning included. */
  output: number;
  reasoning: number;
}

export type Finish = "stop" | "length" | "tool" | "filter";

/** An answer in no wire's words: each wire's builders turn it into theirs. */
export interface Reply {
  id: string;
  model: string;
  /** Each entry is one content delta of a stream. */
  text: string[];
  /** Each entry is one reasoning delta. */
  thinking: string[];
  signature: string;
  toolCalls: ToolCall[];
  finish: Finish;
  usage: ReplyUsage;
  /** Unix seconds. */
  created: number;
}

export interface ReplyInput {
  id?: string;
  model?: string;
  /** A string is cut into words. */
  text?: string | string[];
  thinking?: string | string[];
  signature?: string;
  toolCalls?: ToolCall[];
  finish?: Finish;
  usage?: Partial<ReplyUsage>;
  created?: number;
}

/** One event of a stream before it becomes bytes. */
export interface Frame {
  event?: string;
  data: string;
  /** Carries answer content: faults that count "chunks" count these. */
  content: boolean;
}
