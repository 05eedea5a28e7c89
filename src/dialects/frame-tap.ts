import { textOfLatin1 } from "../framing/latin1.ts";
import { readFrame, splitFrames } from "../framing/sse-frames.ts";
import { editMembers, scanMembers } from "../framing/json-members.ts";
import { asciiJson } from "../framing/ascii-json.ts";
import type { AnswerFacts, JsonObject, StreamTap, TapOptions } from "./dialect.ts";

/** What a wire says of one parsed frame of its stream. */
export type Verdict =
  /** Goes on as it is. */
  | "pass"
  /** May turn out to be the last data frame: kept until the next frame tells. */
  | "hold"
  /** Not for this caller. */
  | "withhold"
  /** The last frame of the answer. */
  | "last"
  /** `facts.error` is set; nothing of this frame goes on. */
  | "error";

/** One wire's rules for watching its own stream. */
export interface TapRules {
  /** Finds, in relayed text after the commit point, the frames that need a look. */
  readonly special: RegExp;
  /** Reads a frame into the facts. */
  inspect(json: JsonObject, facts: AnswerFacts): Verdict;
  /** Data of the frame that ends the stream, where the wire has one that is not JSON. */
  readonly sentinel: string | undefined;
  /** What follows the last data frame; with `gateway` when no frame was left to carry the gateway's object. */
  lastFrames(gateway: string | undefined): string;
  /** Members that the last data frame must not show this caller. */
  readonly dropOnLast: readonly string[];
}

const MODEL = /"model":\s*"(?:[^"\\]|\\.)*"/;

/**
 * Watches a relayed stream. Until something meaningful came, each frame is parsed; afterwards text goes through with
 * one native search for frames of interest and one native replacement of the model's name, whatever the number of
 * frames, because this is the hottest loop of the gateway.
 */
export class FrameTap implements StreamTap {
  readonly facts: AnswerFacts = {
    meaningful: false,
    terminal: false,
    usage: undefined,
    finish: undefined,
    error: undefined,
  };
  readonly #rules: TapRules;
  readonly #options: TapOptions;
  readonly #modelText: string;
  #needle = "";
  #held = "";

  constructor(rules: TapRules, options: TapOptions) {
    this.#rules = rules;
    this.#options = options;
    this.#modelText = `"model":${asciiJson(options.model)}`;
  }

  push(frames: string): string {
    if (this.facts.terminal || this.facts.error) return "";
    if (!this.facts.meaningful || this.#held !== "") return this.#pushEach(frames);
    const hit = frames.search(this.#rules.special);
    if (hit < 0) return this.#renamed(frames);
    const from = startOfFrame(frames, hit);
    return this.#renamed(frames.slice(0, from)) + this.#pushEach(frames.slice(from));
  }

  end(): string {
    if (this.facts.terminal || this.facts.error || !this.facts.finish) return "";
    return this.#close();
  }

  #pushEach(text: string): string {
    let out = "";
    const frames = splitFrames(text);
    for (const [i, frame] of frames.entries()) {
      out += this.#pushOne(frame);
      if (this.facts.terminal || this.facts.error) return out;
      if (this.facts.meaningful && this.#held === "" && i + 1 < frames.length) {
        return out + this.push(frames.slice(i + 1).join(""));
      }
    }
    return out;
  }

  #pushOne(frame: string): string {
    const { data } = readFrame(frame);
    if (data === null) return frame;
    if (data === this.#rules.sentinel) {
      this.facts.finish ??= { reason: "stop" };
      return this.#close();
    }
    const json = parseObject(data);
    // A frame that is not JSON would make the caller's SDK throw away a good answer: it is left out.
    if (json === null) return "";
    const verdict = this.#rules.inspect(json, this.facts);
    if (verdict === "error") return "";
    if (verdict === "withhold") return "";
    const renamed = this.#rename(frame);
    if (verdict === "last") {
      this.facts.terminal = true;
      return this.#release() + this.#sealed(renamed);
    }
    if (verdict === "hold") {
      const released = this.#release();
      this.#held = renamed;
      return released;
    }
    return this.#release() + renamed;
  }

  #close(): string {
    this.facts.terminal = true;
    const held = this.#release();
    if (held === "") return this.#rules.lastFrames(this.#options.seal(this.facts));
    return this.#sealed(held) + this.#rules.lastFrames(undefined);
  }

  #release(): string {
    const held = this.#held;
    this.#held = "";
    return held;
  }

  /** The frame with the gateway's object added to its data. */
  #sealed(frame: string): string {
    const gateway = this.#options.seal(this.facts);
    const at = frame.indexOf("{");
    const data = frame.slice(at).trimEnd();
    const scanned = scanMembers(data);
    if (!scanned) return frame;
    return `${frame.slice(0, at)}${editMembers(data, scanned, { "x-llm-gateway": gateway }, this.#rules.dropOnLast)}\n\n`;
  }

  /** Replaces the model's name in one frame and remembers its spelling for the fast path. */
  #rename(frame: string): string {
    const match = MODEL.exec(frame);
    if (match === null) return frame;
    this.#needle = match[0];
    return frame.slice(0, match.index) + this.#modelText + frame.slice(match.index + match[0].length);
  }

  #renamed(frames: string): string {
    return this.#needle === "" ? frames : frames.replaceAll(this.#needle, this.#modelText);
  }
}

function startOfFrame(text: string, at: number): number {
  const lf = text.lastIndexOf("\n\n", at);
  const crlf = text.lastIndexOf("\r\n\r\n", at);
  return Math.max(lf < 0 ? 0 : lf + 2, crlf < 0 ? 0 : crlf + 4);
}

function parseObject(latin1: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(textOfLatin1(latin1));
    return typeof value === "object" && value !== null ? (value as JsonObject) : null;
  } catch {
    return null;
  }
}
