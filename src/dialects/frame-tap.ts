import { asciiJson } from "../framing/ascii-json.ts";
import { editMembers, scanMembers } from "../framing/json-members.ts";
import { textOfLatin1 } from "../framing/latin1.ts";
import { readFrame } from "../framing/sse-frames.ts";
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
  /** Reads a frame into the facts. `event` is its `event:` line. */
  inspect(json: JsonObject, event: string | undefined, facts: AnswerFacts): Verdict;
  /** Where the answering model's name stands in a frame's data: its member's start and its value's end; else null. */
  findModel(data: string, json: JsonObject): { readonly nameStart: number; readonly valueEnd: number } | null;
  /**
   * Between which positions an ordinary frame differs from the next; undefined for a frame that is not ordinary. The
   * tail should begin with a rare character: it is searched for. `modelEnd` is one past the model's name.
   */
  plainFrame(frame: string, modelEnd: number): { readonly prefixEnd: number; readonly tailStart: number } | undefined;
  /** Finds, in relayed text after the commit point, the frames that need a look; undefined when all but plain ones do. */
  readonly special: RegExp | undefined;
  /** Data of the frame that ends the stream, where the wire has one that is not JSON. */
  readonly sentinel: string | undefined;
  /** What follows the last data frame; with `gateway` when no frame was left to carry the gateway's object. */
  lastFrames(gateway: string | undefined): string;
  /** Members that the last data frame must not show this caller. */
  readonly dropOnLast: readonly string[];
  /** Takes out of a frame, or of its tail, what this caller did not ask for. */
  clean(frame: string): string;
}

/** How the ordinary frames of one stream begin and end; between two of them stand the same characters. */
interface PlainFrame {
  readonly prefix: string;
  /** The prefix with the model renamed. */
  readonly renamed: string;
  /** From a rare character to the blank line. */
  readonly tail: string;
  /** The tail as this caller may see it. */
  readonly cleanTail: string;
}

/** A stretch of frames that needed no look; `end` is one past it. */
interface Passed {
  readonly text: string;
  readonly end: number;
}

/**
 * Watches a relayed stream. Until something meaningful came, each frame is parsed; afterwards ordinary frames are told
 * by their unchanging beginning and end and renamed all at once with native string operations, because this is the
 * hottest loop of the gateway. Frames that look otherwise are parsed.
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
  #plain: PlainFrame | undefined;
  #held = "";

  constructor(rules: TapRules, options: TapOptions) {
    this.#rules = rules;
    this.#options = options;
    this.#modelText = `"model":${asciiJson(options.model)}`;
  }

  push(frames: string): string {
    const text = frames.includes("\r") ? frames.replace(/\r\n?/g, "\n") : frames;
    let out = "";
    // Splitting costs time in the whole rest: it is done once a push, and then frames are taken one by one.
    let splits = 1;
    for (let at = 0; at < text.length && !this.facts.terminal && !this.facts.error; ) {
      const passed = this.#held === "" && this.facts.meaningful ? this.#passMany(text, at, splits) : undefined;
      if (passed !== undefined) {
        splits = 0;
        out += passed.text;
        at = passed.end;
        if (at >= text.length) break;
      }
      const blank = text.indexOf("\n\n", at);
      const end = blank < 0 ? text.length : blank + 2;
      out += this.#pushOne(blank < 0 ? `${text.slice(at)}\n\n` : text.slice(at, end));
      at = end;
    }
    return out;
  }

  end(): string {
    if (this.facts.terminal || this.facts.error || !this.facts.finish) return "";
    return this.#close();
  }

  #passMany(text: string, at: number, splits: number): Passed | undefined {
    const { special } = this.#rules;
    if (special !== undefined) return passUnremarkable(text, at, special);
    const plain = this.#plain;
    return plain !== undefined && splits > 0 && text.startsWith(plain.prefix, at)
      ? passPlain(text, at, plain)
      : undefined;
  }

  #pushOne(frame: string): string {
    const plain = this.#plain;
    if (plain !== undefined && this.facts.meaningful && this.#held === "" && isPlain(frame, plain)) {
      return plain.renamed + frame.slice(plain.prefix.length, -plain.tail.length) + plain.cleanTail;
    }
    const { event, data } = readFrame(frame);
    if (data === null) return frame;
    if (data === this.#rules.sentinel) return this.facts.finish ? this.#close() : "";
    const json = parseObject(data);
    // A frame that is not a JSON object would make the caller's SDK throw away a good answer: it is left out.
    if (json === null) return "";
    const verdict = this.#rules.inspect(json, event, this.facts);
    if (verdict === "error" || verdict === "withhold") return "";
    return this.#passed(verdict, this.#rules.clean(this.#rename(oneLine(frame, event, data), json)));
  }

  #passed(verdict: Verdict, frame: string): string {
    if (verdict === "last") {
      this.facts.terminal = true;
      return this.#release() + this.#sealed(frame);
    }
    const released = this.#release();
    if (verdict !== "hold") return released + frame;
    this.#held = frame;
    return released;
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

  /** Replaces the model's name in one frame and remembers what surrounds it, for the fast path. */
  #rename(frame: string, json: JsonObject): string {
    const at = frame.indexOf("{");
    const found = this.#rules.findModel(frame.slice(at), json);
    if (found === null) return frame;
    const before = frame.slice(0, at + found.nameStart);
    const modelEnd = at + found.valueEnd;
    const ends = this.#rules.plainFrame(frame, modelEnd);
    if (ends !== undefined && ends.prefixEnd <= ends.tailStart) {
      const renamed = before + this.#modelText + frame.slice(modelEnd, ends.prefixEnd);
      const tail = frame.slice(ends.tailStart);
      this.#plain = { prefix: frame.slice(0, ends.prefixEnd), renamed, tail, cleanTail: this.#rules.clean(tail) };
    }
    return before + this.#modelText + frame.slice(modelEnd);
  }
}

/** Passes everything up to the next frame that needs a look. */
function passUnremarkable(text: string, at: number, special: RegExp): Passed {
  const rest = at === 0 ? text : text.slice(at);
  const hit = rest.search(special);
  if (hit < 0) return { text: rest, end: text.length };
  const blank = rest.lastIndexOf("\n\n", hit);
  const from = blank < 0 ? 0 : blank + 2;
  return { text: rest.slice(0, from), end: at + from };
}

/** Passes the ordinary frames that come next; undefined when the next one is none. */
function passPlain(text: string, at: number, plain: PlainFrame): Passed | undefined {
  const boundary = plain.tail + plain.prefix;
  const parts = (at === 0 ? text : text.slice(at)).split(boundary);
  const last = parts.length - 1;
  let count = 0;
  while (count < last && !parts[count]?.includes("\n\n")) count += 1;
  const all = count === last && isOneFrame(parts[last] ?? "", plain.tail);
  if (all) count += 1;
  if (count === 0) return undefined;
  let end = at - plain.prefix.length;
  for (let i = 0; i < count; i += 1) end += (parts[i]?.length ?? 0) + boundary.length;
  const kept = all ? parts : parts.slice(0, count);
  kept[0] = plain.renamed + (kept[0] ?? "").slice(plain.prefix.length);
  const passed = kept.join(plain.cleanTail + plain.renamed);
  if (!all) return { text: passed + plain.cleanTail, end };
  return { text: passed.slice(0, -plain.tail.length) + plain.cleanTail, end: text.length };
}

function isPlain(frame: string, plain: PlainFrame): boolean {
  return (
    frame.length >= plain.prefix.length + plain.tail.length &&
    frame.startsWith(plain.prefix) &&
    frame.endsWith(plain.tail)
  );
}

/** True when nothing but the given tail ends the text. */
function isOneFrame(text: string, tail: string): boolean {
  return text.endsWith(tail) && text.indexOf("\n\n") === text.length - 2;
}

/** The frame with its data on one line: in JSON a line break between values is a space. */
function oneLine(frame: string, event: string | undefined, data: string): string {
  if (!data.includes("\n")) return frame;
  return `${event === undefined ? "" : `event: ${event}\n`}data: ${data.replaceAll("\n", " ")}\n\n`;
}

function parseObject(latin1: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(textOfLatin1(latin1));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
  } catch {
    return null;
  }
}
