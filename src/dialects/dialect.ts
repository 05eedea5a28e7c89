import type { Finish } from "../canonical/finish.ts";
import type { ChatRequest, ReasoningEffort } from "../canonical/request.ts";
import type { ChatResponse, StreamEvent, UpstreamError } from "../canonical/response.ts";
import type { Usage } from "../canonical/usage.ts";
import type { Warning } from "../canonical/warning.ts";
import type { GatewayError } from "../errors/gateway-error.ts";
import type { ScannedObject } from "../framing/json-members.ts";
import type { Quirk } from "./quirks.ts";

export type DialectId =
  | "openai-chat"
  | "openai-responses"
  | "anthropic-messages"
  | "gemini"
  | "bedrock-converse"
  | "cohere-v2"
  | "anthropic-count-tokens"
  | "gemini-count-tokens"
  | "openai-embeddings"
  | "gemini-embeddings"
  | "gemini-embed-content"
  | "cohere-embeddings"
  | "bedrock-embeddings"
  | "openai-images"
  | "openai-image-edits"
  | "gemini-images"
  | "openai-moderations"
  | "cohere-rerank"
  | "openai-speech"
  | "gemini-speech"
  | "openai-transcriptions";

export type JsonObject = Record<string, unknown>;

/** What encoding must know of the model that was chosen. All of it is data from the catalogue and the provider. */
export interface EncodeTarget {
  /** The provider's own name of the model. */
  readonly model: string;
  readonly quirks: ReadonlySet<Quirk>;
  /** Most output tokens the model gives; undefined when unknown. */
  readonly maxOutputTokens: number | undefined;
  /** False when the model refuses temperature, top_p and top_k. */
  readonly sampling: boolean;
  /** Reasoning efforts the model accepts; empty when it cannot reason or nothing is known. */
  readonly efforts: readonly ReasoningEffort[];
  /** How the model is told to think. */
  readonly reasoningStyle: "none" | "effort" | "budget" | "adaptive";
  /** The model's kin, such as `claude-sonnet`, where the catalogue knows it. */
  readonly family: string | undefined;
  /** The model answers with images too, when asked. */
  readonly imageOutput: boolean;
}

/** What an answer is labelled with. */
export interface AnswerMeta {
  /** Id of the answer where the wire wants one, without the wire's own prefix. */
  readonly id: string;
  /** `provider/model` that answered. */
  readonly model: string;
  readonly createdAtSeconds: number;
  /** OpenAI wire: the caller asked for the usage chunk. */
  readonly includeUsage: boolean;
  /** Known or estimated input size, for wires that tell it before the answer. */
  readonly inputTokensEstimate: number;
  /** The caller's body, for wires whose answers repeat the request's settings. */
  readonly body: JsonObject;
  /** The caller's request as it was translated. */
  readonly request: ChatRequest | undefined;
  /** Notes what the answer held and the caller's wire cannot say. */
  warn(field: string, message: string): void;
}

/** Changes to the members of a top-level JSON object that leave all its other bytes as they are. */
export interface MemberEdits {
  /** Member → its new value as JSON text. */
  readonly set: Readonly<Record<string, string>>;
  readonly drop: readonly string[];
}

/** What was read off a relayed or translated answer so far. */
export interface AnswerFacts {
  /** Something the caller can use has arrived: the point of no return. */
  meaningful: boolean;
  /** The upstream has said all it has to say. */
  terminal: boolean;
  usage: Usage | undefined;
  finish: Finish | undefined;
  error: UpstreamError | undefined;
}

export interface TapOptions {
  readonly model: string;
  /** The caller's body, for wires whose streams end when all that was asked for has come. */
  readonly body?: JsonObject | undefined;
  readonly includeUsage: boolean;
  readonly quirks: ReadonlySet<Quirk>;
  /** Called once, when usage and finish are known: the `x-llm-gateway` object as ASCII JSON text. */
  readonly seal: (facts: AnswerFacts) => string;
}

/**
 * Watches a stream that is relayed in its own wire. Text is latin1 (one character a byte), so nothing is re-encoded.
 */
export interface StreamTap {
  readonly facts: AnswerFacts;
  /** Absent: as the target's dialect says. `raw` streams are bytes without frames, in the upstream's content type. */
  readonly framing?: Framing;
  /** Whether an answer of this type can be the stream; absent: the framing's own type alone. Only for `raw`. */
  takesType?(contentType: string): boolean;
  /** Whole SSE frames in, the frames that may go to the client now out. */
  push(frames: string): string;
  /**
   * The upstream closed: what was held back, and the wire's terminal frames if the upstream forgot them. `broken` is
   * true when the connection broke off.
   */
  end(broken?: boolean): string;
  /** Last frames of a stream that died, where they depend on what came before. */
  endBadly?(error: GatewayError): string | undefined;
}

/** One SSE frame; `event` is its `event:` line. */
export interface SseFrame {
  readonly event?: string | undefined;
  readonly data: string;
}

export interface StreamDecoder {
  /** Events of one frame. Ill-formed JSON in one frame is skipped, never thrown. */
  push(frame: SseFrame): StreamEvent[];
  /** The upstream closed. Gives the missing `finish`, with reason `interrupted` if it never said why it ended. */
  end(): StreamEvent[];
}

export interface StreamEncoder {
  /** Frames for one event; empty while nothing can be said. `finish` is remembered for `end`. */
  push(event: StreamEvent): string;
  /** See {@link StreamTap.endBadly}. */
  endBadly?(error: GatewayError): string;
  /** All terminal frames; `gateway` is the JSON text of the `x-llm-gateway` object, put on the last data frame. */
  end(gateway: string): string;
}

/** A file in a request or an answer. */
export interface FileContent {
  readonly contentType: string;
  readonly fileName?: string | undefined;
  readonly bytes: Buffer;
}

/** One part of a form. */
export interface FormPart {
  readonly name: string;
  readonly value: string | FileContent;
}

/** A body for a provider. */
export type OutgoingBody = { readonly json: JsonObject } | { readonly form: readonly FormPart[] };

/** A provider's whole answer; `text` is latin1, so that it holds any bytes. */
export interface AnswerBody {
  readonly contentType: string;
  readonly text: string;
}

/** A wire that providers speak. */
export interface Dialect {
  readonly id: DialectId;
  /** The vendor's error body, read. `text` is UTF-8 decoded, at most 64 kB. */
  readError(status: number, text: string): UpstreamError;
}

/** A wire that callers speak too. Text of whole answers is latin1, as in {@link StreamTap}. */
export interface InboundDialect extends Dialect {
  /** The model that is meant where a request names none; absent: every request must name one. */
  readonly defaultModel?: string;
  /** Checks what the pipeline relies on; throws `invalid_parameters` naming the path. */
  checkRequest(body: JsonObject): void;
  /** Same wire in and out: what must change in the caller's bytes. */
  relayEdits(body: JsonObject, target: EncodeTarget): MemberEdits;
  /** Reads usage, finish and an error hidden under status 200 off a whole answer of this wire. */
  readAnswer(text: string, scanned: ScannedObject, quirks: ReadonlySet<Quirk>): AnswerFacts;
  /** The error body of this wire for our own errors. */
  writeError(error: GatewayError, requestId: string): JsonObject;
  /** The member of whole answers that names the model; undefined where the wire names none. */
  readonly modelMember: string | undefined;
  /** Whether the body asks for a stream; absent: its member `stream` says so. */
  streams?(body: JsonObject): boolean;
  /** Whether a form is taken beside JSON. Files stand in the body as {@link FileContent}, repeated names as arrays. */
  readonly takesForms?: boolean;
  /** Whether an answer that is not one JSON object may be of this type; absent: no answer may. */
  takesAnswerType?(contentType: string, body: JsonObject): boolean;
  /** What the request alone tells of its usage, for answers that tell none. */
  usageOfRequest?(body: JsonObject): Usage;
  /** A guess from the request, where neither it nor the answer tells the usage. */
  estimateUsage?(body: JsonObject): Usage;
  /** Watches a stream that is relayed; absent: this wire has no streams. */
  openTap?(options: TapOptions): StreamTap;
  /** Last frames of a stream that died after it had begun: never looks like a complete answer. */
  endBadly?(error: GatewayError, requestId: string): string;
  /** A frame that keeps an idle connection open and means nothing. */
  readonly keepAlive?: string;
}

/**
 * A wire of an operation without translated streams, as its callers speak it: through that operation's canonical form
 * (`Q` asks, `A` answers; see `src/canonical/operations.ts`).
 */
export interface OperationCaller<Q, A> {
  /** Throws `invalid_parameters` for what only a provider of this very wire can serve. */
  decodeRequest(body: JsonObject): Q;
  /** `usage` is undefined where the provider told none. */
  encodeAnswer(answer: A, meta: AnswerMeta, usage: Usage | undefined): JsonObject | FileContent;
}

/** The same, as providers speak it. */
export interface OperationProvider<Q, A> extends Dialect {
  /** Throws `invalid_parameters` for what this wire cannot say and nobody can do without. */
  encodeRequest(request: Q, target: EncodeTarget): { body: OutgoingBody; warnings: Warning[] };
  /** Throws where the answer cannot be read; an error that came under status 200 is told. */
  decodeAnswer(answer: AnswerBody, quirks: ReadonlySet<Quirk>): DecodedAnswer<A>;
}

/** A provider's answer as it was read. */
export type DecodedAnswer<A> =
  | { readonly answer: A; readonly usage: Usage | undefined; readonly error?: undefined }
  | { readonly error: UpstreamError };

/** How the frames of a streamed answer are told apart: {@link StreamDecoder} gets the same frames from either. */
export type Framing = "sse" | "aws-event-stream" | "raw";

/** A wire of conversations, both ways through the canonical form. */
export interface ChatDialect extends Dialect {
  readonly framing: Framing;
  decodeRequest(body: JsonObject): ChatRequest;
  encodeRequest(request: ChatRequest, target: EncodeTarget): { body: JsonObject; warnings: Warning[] };
  decodeResponse(body: JsonObject, quirks: ReadonlySet<Quirk>): ChatResponse;
  encodeResponse(response: ChatResponse, meta: AnswerMeta): JsonObject;
  openDecoder(quirks: ReadonlySet<Quirk>): StreamDecoder;
  openEncoder(meta: AnswerMeta): StreamEncoder;
}

/** A wire of conversations that callers speak: relays like any other and ends streams in its own way. */
export interface InboundChatDialect extends ChatDialect, InboundDialect {
  openTap(options: TapOptions): StreamTap;
  /** Last frames of a stream that died after it had begun: never looks like a complete answer. */
  endBadly(error: GatewayError, requestId: string): string;
  /** A frame that keeps an idle connection open and means nothing. */
  readonly keepAlive: string;
}
