import { connect } from "node:net";

export interface RawAnswer {
  /** Everything received, status line and chunk framing included. */
  bytes: Buffer;
  head: string;
  /** The body with chunked framing removed, as text. */
  body: string;
  /** Sizes of the transfer chunks, in order; empty when the body is not chunked. */
  chunkSizes: number[];
  /** "end": FIN; "error": reset; "open": still silent and open when the time was up. */
  ending: "end" | "error" | "open";
}

/** POSTs over a bare socket and reports what really came over the wire. */
export function rawPost(url: string, body: object, timeoutMs = 2000): Promise<RawAnswer> {
  const { hostname, port, pathname } = new URL(url);
  const text = JSON.stringify(body);
  const head = [
    `POST ${pathname} HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(text)}`,
    "Connection: close",
    "",
    "",
  ].join("\r\n");
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let ending: RawAnswer["ending"] = "end";
    const socket = connect(Number(port), hostname);
    const timer = setTimeout(() => {
      ending = "open";
      socket.destroy();
    }, timeoutMs);
    socket.on("data", (part) => parts.push(part));
    socket.on("error", () => {
      ending = "error";
    });
    socket.on("close", () => {
      clearTimeout(timer);
      resolve(parse(Buffer.concat(parts), ending));
    });
    socket.write(head + text);
  });
}

function parse(bytes: Buffer, ending: RawAnswer["ending"]): RawAnswer {
  const split = bytes.indexOf("\r\n\r\n");
  const head = split === -1 ? "" : bytes.subarray(0, split).toString("latin1");
  const rest = split === -1 ? Buffer.alloc(0) : bytes.subarray(split + 4);
  if (!/transfer-encoding: chunked/i.test(head)) {
    return { bytes, head, body: rest.toString("utf8"), chunkSizes: [], ending };
  }
  const chunks = dechunk(rest);
  const body = Buffer.concat(chunks).toString("utf8");
  return { bytes, head, body, chunkSizes: chunks.map((chunk) => chunk.length), ending };
}

function dechunk(bytes: Buffer): Buffer[] {
  const chunks: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    const lineEnd = bytes.indexOf("\r\n", at);
    const size = Number.parseInt(bytes.subarray(at, lineEnd).toString("latin1"), 16);
    if (lineEnd === -1 || !(size > 0)) break;
    chunks.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
  return chunks;
}
