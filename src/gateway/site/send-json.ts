import type { ServerResponse } from "node:http";

/** Sends one JSON answer. */
export function sendJson(res: ServerResponse, status: number, body: unknown, requestId: string): void {
  const bytes = Buffer.from(JSON.stringify(body));
  res.writeHead(status, {
    "content-type": "application/json",
    "content-length": bytes.length,
    "x-request-id": requestId,
  });
  res.end(bytes);
}
