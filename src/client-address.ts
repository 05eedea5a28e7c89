import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/**
 * Where a request comes from. Each proxy appends who called it to `x-forwarded-for`, so with `proxies` of ours in front
 * the client is that many entries from the end; what stands before was written by the client itself.
 */
export function clientAddress(req: IncomingMessage, proxies: number): string | null {
  if (proxies > 0) {
    const { "x-forwarded-for": forwarded } = req.headers;
    const entries = (Array.isArray(forwarded) ? forwarded.join(",") : (forwarded ?? "")).split(",");
    const entry = entries.at(-proxies) ?? entries[0];
    const address = entry?.trim() ?? "";
    if (isIP(address) !== 0) return address;
  }
  return req.socket.remoteAddress ?? null;
}
