import { latin1OfBytes } from "./latin1.ts";

/**
 * Cuts a byte stream into whole SSE frames without looking inside them. Text is latin1 (one character a byte), so a
 * UTF-8 character split over two chunks is never damaged. Line ends may be LF, CRLF or CR (WHATWG HTML, §9.2.6).
 */
export class SseFrameSplitter {
  readonly #maxFrameBytes: number;
  /** Pieces of the unfinished frame. */
  #pending: string[] = [];
  #pendingBytes = 0;
  /** Last three characters of the pending text: a frame's end may straddle chunks. */
  #tail = "";

  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes;
  }

  /** All frames that are whole now, as one text ending in a blank line; empty when none is. */
  push(chunk: Buffer): string {
    const probe = this.#tail + latin1OfBytes(chunk);
    const end = lastFrameEnd(probe);
    const fresh = this.#tail.length;
    if (end <= 0) {
      this.#keep(probe.slice(fresh));
      this.#tail = probe.slice(-3);
      return "";
    }
    const whole =
      this.#pending.length === 0 ? probe.slice(fresh, end) : this.#pending.join("") + probe.slice(fresh, end);
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#tail = "";
    if (end < probe.length) {
      const rest = probe.slice(end);
      this.#keep(rest);
      this.#tail = rest.slice(-3);
    }
    return whole;
  }

  /** The unfinished frame when the stream ends: a frame without its blank line, or half of one. */
  rest(): string {
    return this.#pending.join("");
  }

  #keep(text: string): void {
    this.#pendingBytes += text.length;
    if (this.#pendingBytes > this.#maxFrameBytes) {
      throw new RangeError(`An SSE frame exceeds ${this.#maxFrameBytes} bytes.`);
    }
    this.#pending.push(text);
  }
}

/** One past the last blank line; 0 when there is none. */
function lastFrameEnd(text: string): number {
  const lf = text.lastIndexOf("\n\n");
  let end = lf < 0 ? 0 : lf + 2;
  if (!text.includes("\r")) return end;
  const crlf = text.lastIndexOf("\r\n\r\n");
  if (crlf >= 0) end = Math.max(end, crlf + 4);
  const mixed = text.lastIndexOf("\n\r\n");
  if (mixed >= 0) end = Math.max(end, mixed + 3);
  const cr = text.lastIndexOf("\r\r");
  return cr >= 0 ? Math.max(end, cr + 2) : end;
}

/** Splits the text of whole frames into single frames, each with its blank line. */
export function splitFrames(text: string): string[] {
  const normal = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  const frames: string[] = [];
  let from = 0;
  for (let end = normal.indexOf("\n\n"); end >= 0; end = normal.indexOf("\n\n", from)) {
    if (end > from) frames.push(normal.slice(from, end + 2));
    from = end + 2;
  }
  if (from < normal.length) frames.push(`${normal.slice(from)}\n\n`);
  return frames;
}

/** U+FEFF as latin1 text of its UTF-8; it may stand before the first frame and belongs to none. */
const BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

/** The `event` and `data` of one frame whose line ends are LF; data is null for comments and empty frames. */
export function readFrame(given: string): { event: string | undefined; data: string | null } {
  const frame = given.startsWith(BYTE_ORDER_MARK) ? given.slice(BYTE_ORDER_MARK.length) : given;
  if (frame.startsWith("data: ") && frame.indexOf("\n") === frame.length - 2) {
    return { event: undefined, data: frame.slice(6, -2) };
  }
  let event: string | undefined;
  let data: string | null = null;
  for (const line of frame.split("\n")) {
    if (line.startsWith("data:")) {
      const value = line.slice(line.charCodeAt(5) === 32 ? 6 : 5);
      data = data === null ? value : `${data}\n${value}`;
    } else if (line.startsWith("event:")) {
      event = line.slice(line.charCodeAt(6) === 32 ? 7 : 6);
    }
  }
  return { event, data };
}
