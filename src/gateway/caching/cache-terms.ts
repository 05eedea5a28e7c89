import type { IncomingHttpHeaders } from "node:http";
import type { JsonObject } from "../../dialects/dialect.ts";
import type { CallerKey } from "../caller.ts";
import { RESPONSE_TTL_MS, wantsStored } from "../responses/stored-response.ts";
import type { CachedAnswer } from "./answer-cache.ts";

/** What caching does for one request. */
export interface CacheTerms {
  /** A stored answer may be given. */
  readonly read: boolean;
  /** The answer may be stored. */
  readonly write: boolean;
  readonly ttlMs: number;
  /** No older answer is given. Never more than the project allows now, whatever it allowed when one was stored. */
  readonly maxAgeMs: number;
  /** Identical requests wait for the first of them. */
  readonly coalesce: boolean;
}

export interface TermsOf {
  readonly caller: Pick<CallerKey, "cachingEnabled" | "cacheDurationSeconds">;
  readonly headers: IncomingHttpHeaders;
  readonly body: JsonObject;
  /** Id of the caller's wire. */
  readonly wire: string;
  /** What holds where the request does not say. */
  readonly coalesce: boolean;
}

/**
 * The terms of a request; undefined: it has nothing to do with the cache. Headers can only narrow what the project
 * allows: `x-no-cache: true`, `cache-control: no-cache|no-store|max-age=<s>`, `x-cache-ttl: <s>` (not stored for longer,
 * and nothing older given) and `x-cache-coalesce: true|false`. What cannot be read is as if it were not there.
 */
export function cacheTerms({ caller, headers, body, wire, coalesce }: TermsOf): CacheTerms | undefined {
  if (!caller.cachingEnabled || staysOut({ headers, body, wire })) return undefined;
  const control = readControl(headers["cache-control"]);
  const wanted = secondsOf(headers["x-cache-ttl"]) ?? Number.POSITIVE_INFINITY;
  const ttlSeconds = Math.min(caller.cacheDurationSeconds, wanted);
  const maxAgeSeconds = Math.min(control.maxAgeSeconds, ttlSeconds);
  const read = !control.noCache && maxAgeSeconds > 0;
  const write = !control.noStore && ttlSeconds > 0;
  if (!read && !write) return undefined;
  return {
    read,
    write,
    // Callers may refer to what a stored answer names: it is not there for longer.
    ttlMs: Math.min(ttlSeconds * 1_000, wire === RESPONSES ? RESPONSE_TTL_MS : Number.POSITIVE_INFINITY),
    maxAgeMs: maxAgeSeconds * 1_000,
    // Who neither reads nor writes for others has nobody to wait for.
    coalesce: read && write && (boolOf(headers["x-cache-coalesce"]) ?? coalesce),
  };
}

/**
 * Whether a request has nothing to do with any cache of answers, whatever the project allows: its caller says so, or it
 * continues something on the server, or is answered later, so that twice the same is not the same.
 */
export function staysOut({ headers, body, wire }: Pick<TermsOf, "headers" | "body" | "wire">): boolean {
  if (isTrue(headers["x-no-cache"])) return true;
  if (wire !== RESPONSES) return false;
  if (body["background"] === true || isSet(body["conversation"])) return true;
  return isSet(body["previous_response_id"]) && wantsStored(body);
}

/** Whether the request wants none but a fresh answer, or its own kept for nobody. */
export function wantsFresh(headers: IncomingHttpHeaders): boolean {
  const control = readControl(headers["cache-control"]);
  return control.noCache || control.noStore || control.maxAgeSeconds === 0 || secondsOf(headers["x-cache-ttl"]) === 0;
}

/** Times that answers to alike questions keep to: `ttlSeconds` is the setting, which headers can only shorten. */
export function alikeTerms(headers: IncomingHttpHeaders, ttlSeconds: number): Pick<CacheTerms, "ttlMs" | "maxAgeMs"> {
  const kept = Math.min(ttlSeconds, secondsOf(headers["x-cache-ttl"]) ?? Number.POSITIVE_INFINITY);
  const { maxAgeSeconds } = readControl(headers["cache-control"]);
  return { ttlMs: kept * 1_000, maxAgeMs: Math.min(kept, maxAgeSeconds) * 1_000 };
}

/** Whether a stored answer is young enough for a request. */
export function isYoungEnough(
  answer: CachedAnswer,
  { maxAgeMs }: Pick<CacheTerms, "maxAgeMs">,
  nowMs: number,
): boolean {
  return nowMs - answer.storedAtMs <= maxAgeMs;
}

const RESPONSES = "openai-responses";

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

interface Control {
  readonly noCache: boolean;
  readonly noStore: boolean;
  /** Infinity: whatever its age. */
  readonly maxAgeSeconds: number;
}

const NO_CONTROL: Control = { noCache: false, noStore: false, maxAgeSeconds: Number.POSITIVE_INFINITY };

/** The request directives of RFC 9111, §5.2.1, that mean something here. */
function readControl(header: string | undefined): Control {
  if (header === undefined) return NO_CONTROL;
  const directives = header.split(",").map((directive) => directive.trim().toLowerCase());
  const ages = directives.flatMap((directive) => {
    const seconds = directive.startsWith("max-age=") ? secondsOf(directive.slice("max-age=".length)) : undefined;
    return seconds === undefined ? [] : [seconds];
  });
  return {
    noCache: directives.includes("no-cache"),
    noStore: directives.includes("no-store"),
    maxAgeSeconds: Math.min(...ages, Number.POSITIVE_INFINITY),
  };
}

function secondsOf(value: string | string[] | undefined): number | undefined {
  return typeof value === "string" && /^\d{1,10}$/.test(value.trim()) ? Number(value.trim()) : undefined;
}

function isTrue(value: string | string[] | undefined): boolean {
  return boolOf(value) === true;
}

function boolOf(value: string | string[] | undefined): boolean | undefined {
  if (typeof value !== "string") return undefined;
  const word = value.trim().toLowerCase();
  return word === "true" ? true : word === "false" ? false : undefined;
}
