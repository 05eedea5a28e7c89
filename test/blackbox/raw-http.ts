import { connect, type Socket } from "node:net";

/** One HTTP answer as it came over the wire. */
export interface RawResponse {
  readonly status: number;
  readonly reason: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface RawResult {
  readonly responses: readonly RawResponse[];
  /** "end": FIN; "error": reset; "open": still open when the time was up. */
  readonly ending: "end" | "error" | "open";
  readonly text: string;
}

/** Writes bytes, piece after piece, and gathers all that comes back until the peer closes or the time is up. */
export async function raw(
  port: number,
  pieces: string | Buffer | Iterable<string | Buffer>,
  timeoutMs = 2_000,
): Promise<RawResult> {
  const parts: Buffer[] = [];
  const socket = connect(port, "127.0.0.1");
  const ended = ending(socket, parts, timeoutMs);
  const list = typeof pieces === "string" || Buffer.isBuffer(pieces) ? [pieces] : pieces;
  for (const piece of list) {
    if (socket.destroyed) break;
    if (!socket.write(piece as Buffer)) await drained(socket);
  }
  const how = await ended;
  const text = Buffer.concat(parts).toString("latin1");
  return { responses: parse(text), ending: how, text };
}

function ending(socket: Socket, parts: Buffer[], timeoutMs: number): Promise<RawResult["ending"]> {
  return new Promise((resolve) => {
    let how: RawResult["ending"] = "end";
    const timer = setTimeout(() => {
      how = "open";
      socket.destroy();
    }, timeoutMs);
    socket.on("data", (part) => parts.push(part));
    socket.on("end", () => socket.end());
    socket.on("error", () => {
      how = "error";
    });
    socket.on("close", () => {
      clearTimeout(timer);
      resolve(how);
    });
  });
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.removeListener("drain", done);
      socket.removeListener("close", done);
      resolve();
    };
    socket.once("drain", done);
    socket.once("close", done);
  });
}

/** All answers in a connection's bytes; bodies by content-length or chunked. */
function parse(text: string): RawResponse[] {
  const found: RawResponse[] = [];
  let at = 0;
  while (at < text.length) {
    const split = text.indexOf("\r\n\r\n", at);
    if (split < 0) break;
    const [line = "", ...lines] = text.slice(at, split).split("\r\n");
    const headers: Record<string, string> = {};
    for (const each of lines) {
      const colon = each.indexOf(":");
      headers[each.slice(0, colon).toLowerCase()] = each.slice(colon + 1).trim();
    }
    const rest = text.slice(split + 4);
    const { body, length } = headers["transfer-encoding"] === "chunked" ? dechunk(rest) : sized(rest, headers);
    const [, status = "0", reason = ""] = /^HTTP\/1\.[01] (\d+) ?(.*)$/.exec(line) ?? [];
    if (status !== "100") found.push({ status: Number(status), reason, headers, body });
    at = split + 4 + length;
  }
  return found;
}

function sized(rest: string, headers: Readonly<Record<string, string>>): { body: string; length: number } {
  const given = headers["content-length"];
  const length = given === undefined ? 0 : Number(given);
  return { body: rest.slice(0, length), length };
}

function dechunk(rest: string): { body: string; length: number } {
  let body = "";
  let at = 0;
  for (;;) {
    const end = rest.indexOf("\r\n", at);
    const size = Number.parseInt(rest.slice(at, end), 16);
    if (end < 0 || Number.isNaN(size)) return { body, length: rest.length };
    body += rest.slice(end + 2, end + 2 + size);
    at = end + 2 + size + 2;
    if (size === 0) return { body, length: at };
  }
}

/** A POST as text; a header of undefined is left out. */
export function rawPost(path: string, body: string | Buffer, headers: Record<string, string | undefined> = {}): Buffer {
  const bytes = Buffer.from(body);
  const all: Record<string, string | undefined> = {
    host: "127.0.0.1",
    "content-type": "application/json",
    "content-length": String(bytes.length),
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : `${name}: ${value}`));
  return Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`, "latin1"), bytes]);
}
