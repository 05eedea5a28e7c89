import type { InboundChatDialect, InboundDialect, JsonObject } from "../dialects/dialect.ts";
import type { Operation } from "../providers/provider.ts";
import type { CallerKey } from "./caller.ts";
import type { Exchange } from "./exchange.ts";
import type { Gateway } from "./gateway.ts";

/** One public LLM endpoint: what is asked for, and in which wire. Everything else is the pipeline's. */
export interface Endpoint {
  /** Path below the origin, such as `/v1/chat/completions`; what {@link PathCall} holds stands in braces. */
  readonly path: string;
  readonly operation: Operation;
  /** The caller's wire. */
  readonly dialect: InboundDialect;
  /** The same, where it is a wire of conversations. */
  readonly chat: InboundChatDialect | undefined;
  /** The body with what it leaves to be looked up; undefined where it leaves nothing. */
  complete?(body: JsonObject, caller: CallerKey, gateway: Gateway): Promise<JsonObject | undefined> | undefined;
  /** Keeps an answer for later requests. `text` is the body, or the last frames of a stream, as the caller gets it. */
  keep?(exchange: Exchange, gateway: Gateway, text: string): Promise<void> | undefined;
  /** Another form in which streams are written, where the request's query asks for one. */
  reshape?(query: string): StreamShape | undefined;
}

/** Turns the frames of a stream into another form. Text is latin1. */
export interface StreamShape {
  readonly contentType: string;
  push(frames: string): string;
  /** What ends the stream, well or badly. */
  end(): string;
}

/** What a request's path says in wires that say it there and not in the body. */
export interface PathCall {
  readonly model: string;
  readonly stream: boolean;
}

/** An endpoint as one request called it. */
export interface EndpointCall {
  readonly endpoint: Endpoint;
  /** Undefined where the body says it. */
  readonly named: PathCall | undefined;
}
