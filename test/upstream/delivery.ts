import type { OutgoingHttpHeaders } from "node:http";
import { setImmediate as nextTick } from "node:timers/promises";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { encodeEventStream } from "../../src/framing/aws-event-stream.ts";
import type { Exchange, Frame } from "./types.ts";

/** What a stream is made of: events, first halves of events, bytes that are no event, and silences. */
export type Piece = Frame | { half: Frame } | { raw: string } | { waitMs: number };

export type Ending = "clean" | "destroy" | "reset" | "hang";

/** How an answer travels, apart from what it says. */
export interface Delivery {
  status?: number;
  headers?: OutgoingHttpHeaders;
  headersDelayMs?: number;
  /** Silence after the headers and before the first byte of the body. */
  firstByteDelayMs?: number;
  gapMs?: number;
  /** Changes the events of a stream; a JSON body is left alone. */
  edit?: (frames: Frame[]) => Piece[];
  /** Changes the text of each event, or of a JSON body. */
  rewrite?: (text: string) => string;
  split?: "pieces" | "bytes" | "one-write";
  ending?: Ending;
  /** `label` is sent as content-encoding; `apply` is what is really done to the bytes. */
  encoding?: { label: string; apply: "gzip" | "br" | "deflate" | "none" };
}

const COMPRESS = {
  gzip: gzipSync,
  br: brotliCompressSync,
  deflate: deflateSync,
  none: (bytes: Buffer): Buffer => bytes,
};

export function encodeFrame(frame: Frame): string {
  return `${frame.event === undefined ? "" : `event: ${frame.event}\n`}data: ${frame.data}\n\n`;
}

/** An event as bytes: text, or Amazon's binary message. */
function encodeBytes(frame: Frame, { request }: Exchange, rewrite: (text: string) => string): Buffer {
  const bytes = Buffer.from(rewrite(encodeFrame(frame)));
  return request.wire === "bedrock" ? encodeEventStream(bytes.toString("latin1")) : bytes;
}

/** Sends a stream made of pieces, ending as told. */
export async function sendStream(exchange: Exchange, frames: Frame[], delivery: Delivery = {}): Promise<void> {
  const pieces = delivery.edit ? delivery.edit(frames) : frames;
  const headers = {
    "content-type":
      exchange.request.wire === "bedrock" ? "application/vnd.amazon.eventstream" : "text/event-stream; charset=utf-8",
    "cache-control": "no-cache",
    ...delivery.headers,
  };
  await send(exchange, headers, pieces, delivery);
}

/** Sends a whole body; an ending other than clean leaves its second half out. */
export async function sendBody(exchange: Exchange, text: string, delivery: Delivery = {}): Promise<void> {
  const body = delivery.rewrite ? delivery.rewrite(text) : text;
  const headers: OutgoingHttpHeaders = { "content-type": "application/json", ...delivery.headers };
  if (delivery.encoding === undefined) headers["content-length"] ??= Buffer.byteLength(body);
  const broken = delivery.ending !== undefined && delivery.ending !== "clean";
  const raw = broken ? body.slice(0, Math.floor(body.length / 2)) : body;
  const { rewrite: _done, ...rest } = delivery;
  await send(exchange, headers, [{ raw }], rest);
}

async function send(
  exchange: Exchange,
  headers: OutgoingHttpHeaders,
  pieces: Piece[],
  delivery: Delivery,
): Promise<void> {
  const { response } = exchange;
  if (!(await exchange.wait(delivery.headersDelayMs ?? 0))) return;
  const encoding = delivery.encoding ? { "content-encoding": delivery.encoding.label } : {};
  response.writeHead(delivery.status ?? 200, { ...headers, ...encoding });
  response.flushHeaders();
  if (!(await exchange.wait(delivery.firstByteDelayMs ?? 0))) return;
  for (const step of steps(exchange, pieces, delivery)) {
    if (typeof step === "number" ? !(await exchange.wait(step)) : !(await write(exchange, step, delivery))) return;
  }
  await end(exchange, delivery.ending ?? "clean");
}

/** Bytes to write and milliseconds to wait, in order. */
function steps(exchange: Exchange, pieces: Piece[], delivery: Delivery): Array<Buffer | number> {
  const rewrite = delivery.rewrite ?? ((text: string): string => text);
  const list = pieces.map((piece) => {
    if ("waitMs" in piece) return piece.waitMs;
    if ("raw" in piece) return Buffer.from(piece.raw);
    const bytes = encodeBytes("half" in piece ? piece.half : piece, exchange, rewrite);
    return "half" in piece ? bytes.subarray(0, Math.floor(bytes.length / 2)) : bytes;
  });
  if (delivery.split !== "one-write" && delivery.encoding === undefined) return list;
  const bytes = Buffer.concat(list.filter((step) => typeof step !== "number"));
  return [COMPRESS[delivery.encoding?.apply ?? "none"](bytes)];
}

async function write(exchange: Exchange, bytes: Buffer, delivery: Delivery): Promise<boolean> {
  if (delivery.split !== "bytes") {
    const flowing = exchange.response.write(bytes);
    if (!flowing) await drained(exchange);
    return exchange.wait(delivery.gapMs ?? 0);
  }
  for (let at = 0; at < bytes.length; at += 1) {
    exchange.response.write(bytes.subarray(at, at + 1));
    // One turn of the event loop each, or the server would join the bytes into one packet.
    await nextTick();
    if (exchange.signal.aborted) return false;
  }
  return true;
}

function drained({ response, signal }: Exchange): Promise<void> {
  return new Promise((resolve) => {
    response.once("drain", () => resolve());
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

async function end(exchange: Exchange, ending: Ending): Promise<void> {
  if (ending === "clean") exchange.response.end();
  if (ending === "clean" || ending === "hang") return;
  // What was written must leave the process first: a cut hides data still in our own buffers.
  await new Promise<void>((resolve) => exchange.response.write("", () => resolve()));
  await exchange.wait(20);
  exchange.cut(ending);
}
