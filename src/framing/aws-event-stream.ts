import { EventStreamCodec, type Message } from "@smithy/eventstream-codec";
import { latin1OfBytes } from "./latin1.ts";
import { readFrame, splitFrames } from "./sse-frames.ts";

/**
 * Amazon's binary event streams as SSE frames, so that whoever reads a stream need not know which of the two came over
 * the network. A message is `u32 length, u32 header length, u32 CRC of these, headers, payload, u32 CRC of all`.
 * (Smithy specification, Amazon Event Stream.)
 */

/** Prelude of eight bytes, two checksums. */
const MIN_MESSAGE_BYTES = 16;
const LENGTH_BYTES = 4;

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === "string" ? bytes : Buffer.from(bytes).toString("utf8")),
  (text) => Buffer.from(text, "utf8"),
);

/** Cuts a binary event stream into messages and gives each as an SSE frame, in latin1 as the SSE splitter does. */
export class AwsEventStreamSplitter {
  readonly #maxMessageBytes: number;
  /** Pieces of the unfinished message. */
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  /** Bytes that must be there before anything can be said: the length's, then the message's. */
  #wantedBytes = LENGTH_BYTES;

  constructor(maxMessageBytes: number) {
    this.#maxMessageBytes = maxMessageBytes;
  }

  /**
   * `event: <type>` and `data: <payload>` of each message that is whole now; the type is that of the event or the
   * exception. Throws a RangeError for a message that is corrupt or longer than the bound.
   */
  push(chunk: Buffer): string {
    this.#pending.push(chunk);
    this.#pendingBytes += chunk.length;
    if (this.#pendingBytes < this.#wantedBytes) return "";
    const bytes = this.#pending.length === 1 ? chunk : Buffer.concat(this.#pending);
    let text = "";
    let at = 0;
    let wanted = this.#wantedAt(bytes, at);
    while (bytes.length - at >= wanted) {
      text += frameOf(decode(bytes.subarray(at, at + wanted)));
      at += wanted;
      wanted = this.#wantedAt(bytes, at);
    }
    this.#wantedBytes = wanted;
    this.#pendingBytes = bytes.length - at;
    // Copied, because the rest of a chunk would keep all of it in memory.
    this.#pending = this.#pendingBytes === 0 ? [] : [Buffer.from(bytes.subarray(at))];
    return text;
  }

  /** Nothing: half a message says nothing, and an answer that broke off is told by the missing end of its wire. */
  rest(): string {
    return "";
  }

  #wantedAt(bytes: Buffer, at: number): number {
    if (bytes.length - at < LENGTH_BYTES) return LENGTH_BYTES;
    const length = bytes.readUInt32BE(at);
    if (length < MIN_MESSAGE_BYTES) throw new RangeError(`An event-stream message claims to have ${length} bytes.`);
    if (length > this.#maxMessageBytes) {
      throw new RangeError(`An event-stream message exceeds ${this.#maxMessageBytes} bytes.`);
    }
    return length;
  }
}

function decode(bytes: Buffer): Message {
  try {
    return codec.decode(bytes);
  } catch (cause) {
    throw new RangeError("An event-stream message is corrupt.", { cause });
  }
}

/** A message as a frame; empty for one that says neither what it is nor what went wrong. */
function frameOf(message: Message): string {
  const header = (name: string) => headerText(message, name);
  if (header(":message-type") === "error") {
    // An error without a shape of its own: code and sentence stand in headers.
    const failure = { __type: header(":error-code"), message: header(":error-message") };
    return `event: error\ndata: ${latin1OfBytes(Buffer.from(JSON.stringify(failure)))}\n\n`;
  }
  const type = header(":exception-type") ?? header(":event-type");
  if (type === undefined) return "";
  const payload = latin1OfBytes(Buffer.from(message.body.buffer, message.body.byteOffset, message.body.byteLength));
  return `event: ${oneLine(type)}\ndata: ${payload === "" ? "{}" : oneLine(payload)}\n\n`;
}

function headerText({ headers }: Message, name: string): string | undefined {
  const header = Object.hasOwn(headers, name) ? headers[name] : undefined;
  return header?.type === "string" ? header.value : undefined;
}

/** In JSON a raw line break stands between values, where a space does as well. */
function oneLine(text: string): string {
  return /[\r\n]/.test(text) ? text.replace(/[\r\n]/g, " ") : text;
}

/**
 * SSE frames as a binary event stream, the splitter's inverse: events whose name ends in `Exception` become exceptions,
 * `error` becomes an unmodelled error. `frames` is latin1, one character a byte.
 */
export function encodeEventStream(frames: string): Buffer {
  const messages: Uint8Array[] = [];
  for (const frame of splitFrames(frames)) {
    const { event, data } = readFrame(frame);
    if (event === undefined || data === null) continue;
    messages.push(codec.encode(event === "error" ? errorMessage(data) : eventMessage(event, data)));
  }
  return Buffer.concat(messages);
}

function eventMessage(event: string, data: string): Message {
  const failed = event.endsWith("Exception");
  return {
    headers: {
      [failed ? ":exception-type" : ":event-type"]: { type: "string", value: event },
      ":content-type": { type: "string", value: "application/json" },
      ":message-type": { type: "string", value: failed ? "exception" : "event" },
    },
    body: Buffer.from(data, "latin1"),
  };
}

function errorMessage(data: string): Message {
  const failure = JSON.parse(Buffer.from(data, "latin1").toString("utf8")) as Record<string, unknown>;
  return {
    headers: {
      ":error-code": { type: "string", value: textOr(failure["__type"], "InternalError") },
      ":error-message": { type: "string", value: textOr(failure["message"], "") },
      ":message-type": { type: "string", value: "error" },
    },
    body: new Uint8Array(0),
  };
}

function textOr(value: unknown, other: string): string {
  return typeof value === "string" ? value : other;
}
