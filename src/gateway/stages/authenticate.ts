import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { clientAddress } from "../../client-address.ts";
import { fail } from "../../errors/gateway-error.ts";
import { hashApiKey } from "../../ids.ts";
import type { CallerKey } from "../caller.ts";
import type { Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { compileIpAllowlist, type IpAllowlist } from "../policy/ip-allowlist.ts";

/**
 * Stage 1: who calls. Keys come as `Authorization: Bearer`, else `x-api-key`, `api-key`, `x-goog-api-key`. Synchronous
 * for keys the directory knows; throws `invalid_api_key`, `key_expired`, `budget_exceeded`, `project_archived` or
 * `ip_not_allowed`.
 */
export function authenticate(exchange: Exchange, gateway: Gateway): CallerKey | Promise<CallerKey> {
  const { named, query, req } = exchange;
  return authenticateRequest(req, gateway, named === undefined ? undefined : keyOfQuery(query));
}

/** Wires that say things in their path also take the key in its query. */
function keyOfQuery(query: string): string | undefined {
  return new URLSearchParams(query).get("key") ?? undefined;
}

/** The same for requests that do not go through the pipeline. */
export function authenticateRequest(
  req: IncomingMessage,
  gateway: Gateway,
  otherKey?: string,
): CallerKey | Promise<CallerKey> {
  const key = keyOf(req.headers) ?? otherKey?.slice(0, MAX_KEY_LENGTH);
  if (key === undefined) throw fail("invalid_api_key", { message: NO_KEY });
  const found = gateway.keys.lookup(hashApiKey(key));
  const admitted = (caller: CallerKey | null): CallerKey => {
    const known = admitCaller(caller, gateway.clock.now());
    checkAddress(known, req, gateway);
    return known;
  };
  return found instanceof Promise ? found.then(admitted) : admitted(found);
}

/** Addresses are checked against the key's list and against its organization's. */
function checkAddress(caller: CallerKey, req: IncomingMessage, gateway: Gateway): void {
  for (const list of [caller.ipAllowlist, caller.settings.ipAllowlist]) {
    if (list === null) continue;
    const ip = clientAddress(req, gateway.settings.proxies);
    if (compiledList(list).allows(ip)) continue;
    throw fail("ip_not_allowed", { message: `This key may not be used from ${ip ?? "this address"}.` });
  }
}

const compiled = new WeakMap<readonly string[], IpAllowlist>();

function compiledList(list: readonly string[]): IpAllowlist {
  let found = compiled.get(list);
  if (found === undefined) {
    found = compileIpAllowlist(list);
    compiled.set(list, found);
  }
  return found;
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
