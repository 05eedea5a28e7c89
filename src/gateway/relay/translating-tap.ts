import type { StreamEvent } from "../../canonical/response.ts";
import type { AnswerFacts, StreamDecoder, StreamEncoder, StreamTap } from "../../dialects/dialect.ts";
import type { GatewayError } from "../../errors/gateway-error.ts";
import { latin1OfText, textOfLatin1 } from "../../framing/latin1.ts";
import { readFrame, splitFrames } from "../../framing/sse-frames.ts";

/** A stream that is translated: decoded from the upstream's wire and encoded in the caller's, event by event. */
export class TranslatingTap implements StreamTap {
  readonly facts: AnswerFacts = {
    meaningful: false,
    terminal: false,
    usage: undefined,
    finish: undefined,
    error: undefined,
  };
  readonly #decoder: StreamDecoder;
  readonly #encoder: StreamEncoder;
  readonly #seal: (facts: AnswerFacts) => string;

  constructor(decoder: StreamDecoder, encoder: StreamEncoder, seal: (facts: AnswerFacts) => string) {
    this.#decoder = decoder;
    this.#encoder = encoder;
    this.#seal = seal;
  }

  push(frames: string): string {
    let out = "";
    for (const frame of splitFrames(textOfLatin1(frames))) {
      if (this.facts.terminal || this.facts.error) break;
      const { event, data } = readFrame(frame);
      if (data !== null) out += this.#take(this.#decoder.push({ event, data }));
    }
    return latin1OfText(out);
  }

  end(): string {
    if (this.facts.terminal || this.facts.error) return "";
    return latin1OfText(this.#take(this.#decoder.end()));
  }

  endBadly(error: GatewayError): string | undefined {
    return this.#encoder.endBadly?.(error);
  }

  #take(events: readonly StreamEvent[]): string {
    let out = "";
    for (const event of events) {
      if (event.type === "error") {
        this.facts.error = event.error;
        return out;
      }
      if (event.type === "finish") return out + this.#finish(event);
      if (event.type === "start" && event.usage) this.facts.usage = event.usage;
      if (isMeaningful(event)) this.facts.meaningful = true;
      out += this.#encoder.push(event);
    }
    return out;
  }

  #finish(event: Extract<StreamEvent, { type: "finish" }>): string {
    if (event.usage) this.facts.usage = event.usage;
    const { reason } = event.finish;
    // An answer whose end nobody announced is not given one here: the relay ends it as broken.
    if (reason === "interrupted" || reason === "error") return "";
    this.facts.finish = event.finish;
    const out = this.#encoder.push(event);
    this.facts.terminal = true;
    return out + this.#encoder.end(this.#seal(this.facts));
  }
}

function isMeaningful(event: StreamEvent): boolean {
  if (event.type === "block-delta") return event.text !== "";
  if (event.type === "block-start") return event.block.kind === "tool-call" || event.block.kind === "image";
  return event.type === "block-carry";
}
