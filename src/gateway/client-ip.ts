import type { IncomingMessage } from "node:http";

const MAX_LENGTH = 64;

/** Where a request comes from: as the proxy in front says, where there is one, else the connection's other end. */
export function clientIpOf(req: IncomingMessage, trustProxy: boolean): string | null {
  if (trustProxy) {
    const forwarded = req.headers["x-forwarded-for"];
    const first = (Array.isArray(forwarded) ? forwarded[0] : forwarded)?.split(",")[0]?.trim();
    if (first) return first.slice(0, MAX_LENGTH);
  }
  return req.socket.remoteAddress ?? null;
}
