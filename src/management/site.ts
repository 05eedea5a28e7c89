import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { clientAddress } from "../client-address.ts";
import { MANAGEMENT_PATH, type ManagementApp } from "./app.ts";

export interface ManagementSiteOptions {
  /** Take the client's address from `x-forwarded-for`: behind a proxy all callers would else share one lock-out. */
  readonly proxies: number;
  readonly onError: (error: unknown) => void;
}

/** Requests carry whole URLs; which host the caller wrote is nobody's business and may be nonsense. */
const BASE = "http://localhost";

/** The management API on the shared port: everything below its path goes to its app. */
export function managementSite(
  app: ManagementApp,
  options: ManagementSiteOptions,
): (req: IncomingMessage, res: ServerResponse, path: string) => boolean {
  return (req, res, path) => {
    if (path !== MANAGEMENT_PATH && !path.startsWith(`${MANAGEMENT_PATH}/`)) return false;
    answer(app, options, req, res).catch((error: unknown) => {
      options.onError(error);
      res.destroy();
    });
    return true;
  };
}

async function answer(
  app: ManagementApp,
  options: ManagementSiteOptions,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const response = await app.fetch(toRequest(req), { clientIp: clientAddress(req, options.proxies) });
  const headers: OutgoingHttpHeaders = Object.fromEntries(response.headers);
  // The one header that may come several times and cannot be joined.
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) headers["set-cookie"] = cookies;
  res.writeHead(response.status, headers);
  if (response.body === null) res.end();
  else await pipeline(Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]), res);
}

function toRequest(req: IncomingMessage): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  const { method = "GET" } = req;
  const hasBody = headers.has("transfer-encoding") || Number(headers.get("content-length") ?? 0) > 0;
  const body = hasBody && method !== "GET" && method !== "HEAD" ? Readable.toWeb(req) : null;
  return new Request(new URL(req.url ?? "/", BASE), {
    method,
    headers,
    body,
    duplex: "half",
  } as unknown as RequestInit);
}

/** The first hop of `x-forwarded-for` where a proxy is trusted and it names an address, else who is connected. */
