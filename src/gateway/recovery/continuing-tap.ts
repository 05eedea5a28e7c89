import type { StreamEvent } from "../../canonical/response.ts";
import type { AnswerFacts, StreamDecoder, StreamEncoder, StreamTap } from "../../dialects/dialect.ts";
import type { GatewayError } from "../../errors/gateway-error.ts";
import { latin1OfText, textOfLatin1 } from "../../framing/latin1.ts";
import { readFrame, splitFrames } from "../../framing/sse-frames.ts";
import type { Cut } from "./delivered.ts";

/**
 * Continues a stream that broke. The encoder is first told everything that was delivered and what it writes is thrown
 * away: then it stands where the broken stream stood, and writes on from there. The new answer begins anew (`expected`
 * is what it must say again before it goes on) or, given the beginning, goes on at once (`expected` is empty).
 */
export class ContinuingTap implements StreamTap {
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
  readonly #cut: Cut;
  /** What is still to be said again. */
  #expected: string;
  /** The text was cut after a blank, which the new answer may begin with once more. */
  #skipBlanks: boolean;
  /** The new answer's block that carries on the text. */
  #textIndex: number | undefined;
  #closed = false;
  /** The new answer's blocks by their index, as the caller counts them. */
  readonly #indexes = new Map<number, number>();
  #blocks: number;

  constructor(
    decoder: StreamDecoder,
    encoder: StreamEncoder,
    seal: (facts: AnswerFacts) => string,
    cut: Cut,
    expected: string,
    skipBlanks = false,
  ) {
    this.#decoder = decoder;
    this.#encoder = encoder;
    this.#seal = seal;
    this.#cut = cut;
    this.#expected = expected;
    this.#skipBlanks = skipBlanks;
    this.#blocks = cut.blocks;
    for (const event of cut.events) encoder.push(event);
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
      if (this.facts.error) return out;
      out += this.#one(event);
    }
    return out;
  }

  #one(event: StreamEvent): string {
    switch (event.type) {
      case "error":
        this.facts.error = event.error;
        return "";
      case "start":
        if (event.usage) this.facts.usage = event.usage;
        return "";
      case "ping":
        return "";
      case "finish":
        return this.#finish(event);
      case "block-start":
        return this.#start(event);
      case "block-delta":
        return this.#delta(event);
      case "block-end":
        if (event.index === this.#textIndex && this.#expected !== "") return this.#differs();
        return this.#pass(event);
      case "block-carry":
      case "block-citation":
        return this.#pass(event);
    }
  }

  #start(event: Extract<StreamEvent, { type: "block-start" }>): string {
    const { kind } = event.block;
    // Reasoning was told already, and the new one's would be another's thoughts.
    if (kind === "reasoning" && !this.#closed) return "";
    const { textIndex } = this.#cut;
    if (kind === "text" && this.#textIndex === undefined && textIndex !== undefined) {
      this.#textIndex = event.index;
      this.#indexes.set(event.index, textIndex);
      return "";
    }
    if (this.#expected !== "") return this.#differs();
    const index = this.#blocks++;
    this.#indexes.set(event.index, index);
    if (kind === "tool-call" || kind === "image") this.facts.meaningful = true;
    return this.#closeText() + this.#encoder.push({ ...event, index });
  }

  #delta(event: Extract<StreamEvent, { type: "block-delta" }>): string {
    const index = this.#indexes.get(event.index);
    if (index === undefined) return "";
    let { text } = event;
    if (event.index === this.#textIndex && this.#expected !== "") {
      const said = Math.min(text.length, this.#expected.length);
      if (text.slice(0, said) !== this.#expected.slice(0, said)) return this.#differs();
      this.#expected = this.#expected.slice(said);
      text = text.slice(said);
    }
    if (this.#skipBlanks && event.index === this.#textIndex) text = text.trimStart();
    if (text === "") return "";
    this.#skipBlanks = false;
    this.facts.meaningful = true;
    return this.#encoder.push({ type: "block-delta", index, text });
  }

  #pass(event: Extract<StreamEvent, { type: "block-end" | "block-carry" | "block-citation" }>): string {
    const index = this.#indexes.get(event.index);
    if (index === undefined) return "";
    if (event.type === "block-end" && event.index === this.#textIndex) this.#closed = true;
    return this.#encoder.push({ ...event, index });
  }

  /** The text that was cut ends before another block begins. */
  #closeText(): string {
    const { textIndex } = this.#cut;
    if (this.#closed || textIndex === undefined) return "";
    this.#closed = true;
    return this.#encoder.push({ type: "block-end", index: textIndex });
  }

  #finish(event: Extract<StreamEvent, { type: "finish" }>): string {
    if (event.usage) this.facts.usage = event.usage;
    const { reason } = event.finish;
    if (reason === "interrupted" || reason === "error") return "";
    if (this.#expected !== "") return this.#differs();
    this.facts.finish = event.finish;
    const out = this.#closeText() + this.#encoder.push(event);
    this.facts.meaningful = true;
    this.facts.terminal = true;
    return out + this.#encoder.end(this.#seal(this.facts));
  }

  /** The new answer says something else: nothing of it may be put after what was delivered. */
  #differs(): string {
    this.facts.error = {
      kind: "server",
      status: 0,
      message: "Another candidate's answer differs from what was delivered.",
      code: "splice_mismatch",
    };
    return "";
  }
}
