import type { IncomingHttpHeaders } from "node:http";
import { fail } from "../../errors/gateway-error.ts";
import { hashApiKey } from "../../ids.ts";
import type { CallerKey } from "../caller.ts";
import type { Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";

/**
 * Stage 1: who calls. Keys come as `Authorization: Bearer`, else `x-api-key`, `api-key`, `x-goog-api-key`. Synchronous
 * for keys the directory knows; throws `invalid_api_key`, `key_expired`, `budget_exceeded` or `project_archived`.
 */
export function authenticate(exchange: Exchange, gateway: Gateway): CallerKey | Promise<CallerKey> {
  return authenticateHeaders(exchange.req.headers, gateway);
}

/** The same for requests that do not go through the pipeline. */
export function authenticateHeaders(headers: IncomingHttpHeaders, gateway: Gateway): CallerKey | Promise<CallerKey> {
  const key = keyOf(headers);
  if (key === undefined) throw fail("invalid_api_key", { message: NO_KEY });
  const found = gateway.keys.lookup(hashApiKey(key));
  const nowMs = gateway.clock.now();
  return found instanceof Promise ? found.then((caller) => admitCaller(caller, nowMs)) : admitCaller(found, nowMs);
}

const NO_KEY = "No API key was sent. Send one as 'Authorization: Bearer <key>' or in the header 'x-api-key'.";
const MAX_KEY_LENGTH = 256;

function keyOf(headers: IncomingHttpHeaders): string | undefined {
  const { authorization } = headers;
  if (authorization !== undefined && /^bearer /i.test(authorization)) {
    const token = authorization.slice(7).trim();
    if (token !== "") return token.slice(0, MAX_KEY_LENGTH);
  }
  for (const name of ["x-api-key", "api-key", "x-goog-api-key"] as const) {
    const value = headers[name];
    if (typeof value === "string" && value !== "") return value.slice(0, MAX_KEY_LENGTH);
  }
  return undefined;
}

function admitCaller(caller: CallerKey | null, nowMs: number): CallerKey {
  if (caller === null || caller.keyStatus === "deleted" || caller.projectStatus === "deleted") {
    throw fail("invalid_api_key", { message: "The API key is not known. Check it, or create a new one." });
  }
  if (caller.expiresAtMs !== null && caller.expiresAtMs <= nowMs) throw fail("key_expired");
  if (caller.usageLimitNanos !== null && caller.spentNanos >= caller.usageLimitNanos) {
    throw fail("budget_exceeded", {
      message: "This key has spent its usage limit. Raise the limit or use another key.",
    });
  }
  if (caller.keyStatus === "inactive") throw fail("invalid_api_key", { message: "This API key is disabled." });
  if (caller.projectStatus === "archived") throw fail("project_archived");
  return caller;
}
