import type { IncomingMessage } from "node:http";
import { fail } from "../../errors/gateway-error.ts";

/** Reads a request's body. Throws `payload_too_large`, and `client_closed` when the caller hangs up first. */
export function readBody(req: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const declared = Number(req.headers["content-length"] ?? 0);
  if (declared > maxBytes) return Promise.reject(tooLarge(maxBytes));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    req.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        req.removeAllListeners("data");
        reject(tooLarge(maxBytes));
        return;
      }
      chunks.push(chunk);
    });
    req.on("end", () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, bytes)));
    req.on("error", (cause) => reject(fail("client_closed", { cause })));
  });
}

function tooLarge(maxBytes: number): Error {
  return fail("payload_too_large", {
    message: `The request body is larger than ${sizeText(maxBytes)}. Send less, or link to files by URL.`,
  });
}

const KB = 1024;

/** A size as people write it: in the largest unit of which there is one, with one decimal where it is not whole. */
function sizeText(bytes: number): string {
  if (bytes >= KB * KB) return `${Number((bytes / (KB * KB)).toFixed(1))} MB`;
  return bytes >= KB ? `${Number((bytes / KB).toFixed(1))} kB` : `${bytes} bytes`;
}
