import { fail } from "../../errors/gateway-error.ts";
import { answerHeaders } from "../answer-headers.ts";
import type { CachedAnswer } from "../caching/answer-cache.ts";
import { cacheKey } from "../caching/cache-key.ts";
import { namespaceOf } from "../caching/cache-namespace.ts";
import { type CacheTerms, cacheTerms, isYoungEnough, staysOut } from "../caching/cache-terms.ts";
import { type CacheHit, ExchangeCache } from "../caching/exchange-cache.ts";
import { policyFingerprint } from "../caching/policy-fingerprint.ts";
import { replay, replayPieces } from "../caching/replay-answer.ts";
import type { Seat } from "../caching/single-flight.ts";
import type { CallerKey } from "../caller.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { gatewayObject } from "../metering/receipt-header.ts";
import { buildRecord } from "../metering/seal.ts";
import type { Ending } from "../pipeline.ts";
import { admitCached } from "./admit.ts";

type Recalled = Ending | undefined;

/**
 * Stage 5: was the same asked before. Gives the stored answer's ending; undefined where there is none, or where the
 * cache is off. A hit counts as a request, and costs neither tokens nor money. Throws `rate_limit_exceeded`.
 */
export function recall(
  exchange: Exchange,
  gateway: Gateway,
  caller: CallerKey,
  request: DecodedRequest,
): Recalled | Promise<Recalled> {
  const cache = openCache(exchange, caller, request);
  if (cache === undefined) return undefined;
  exchange.cache = cache;
  const { terms, key } = cache;
  if (terms === undefined || !terms.read) return undefined;
  const found = gateway.answers.get(caller.organizationId, key, gateway.clock.now());
  const concluded = (answer: CachedAnswer | undefined): Recalled | Promise<Recalled> =>
    conclude(exchange, gateway, caller, cache, terms, answer);
  return found instanceof Promise ? found.then(concluded) : concluded(found);
}

function openCache(exchange: Exchange, caller: CallerKey, request: DecodedRequest): ExchangeCache | undefined {
  const { endpoint, req } = exchange;
  const { semanticCache, exactCache } = caller.settings;
  if (!caller.cachingEnabled && !semanticCache.enabled) return undefined;
  if (exchange.inner || endpoint.operation === "count-tokens") return undefined;
  const wire = endpoint.dialect.id;
  const { coalesce } = exactCache;
  const terms = cacheTerms({ caller, headers: req.headers, body: request.body, wire, coalesce });
  const out = staysOut({ headers: req.headers, body: request.body, wire });
  if (out || (terms === undefined && !semanticCache.enabled)) return undefined;
  const key = cacheKey({
    namespace: namespaceOf(caller, exactCache.namespace, wire),
    endpoint: endpoint.path,
    wire,
    model: request.model,
    stream: request.stream,
    includeUsage: request.includeUsage,
    query: exchange.query,
    json: request.json,
    form: request.form,
    headers: req.headers,
    guardrails: exchange.guard?.fingerprint ?? "",
    policy: policyFingerprint(caller) + (exchange.route?.fingerprint ?? ""),
  });
  return new ExchangeCache(key, terms);
}

function conclude(
  exchange: Exchange,
  gateway: Gateway,
  caller: CallerKey,
  cache: ExchangeCache,
  terms: CacheTerms,
  answer: CachedAnswer | undefined,
): Recalled | Promise<Recalled> {
  const nowMs = gateway.clock.now();
  // The semantic cache may keep an answer for longer than the project lets the same question be answered by it.
  if (answer !== undefined && isYoungEnough(answer, terms, nowMs)) return give(exchange, gateway, caller, { answer });
  if (!terms.coalesce) return missed(gateway, caller);
  const seated = (seat: Seat): Recalled | Promise<Recalled> => {
    if (seat.kind === "landed") return give(exchange, gateway, caller, { answer: seat.answer });
    if (seat.kind === "leads") cache.leads = seat;
    if (exchange.over) throw exchange.endedBy ?? fail("client_closed");
    return missed(gateway, caller);
  };
  const seat = gateway.flights.board({
    organizationId: caller.organizationId,
    key: cache.key,
    waitMs: Math.min(gateway.settings.totalTimeoutMs, MAX_WAIT_MS),
    whenOver: (action) => exchange.whenOver(action),
  });
  return seat instanceof Promise ? seat.then(seated) : seated(seat);
}

/** Longest wait for somebody else's answer. */
const MAX_WAIT_MS = 120_000;

function missed(gateway: Gateway, caller: CallerKey): undefined {
  gateway.answers.note(caller.organizationId, undefined, gateway.clock.now());
  return undefined;
}

/** Lets a request in that is answered from the cache, and gives the answer. */
function give(exchange: Exchange, gateway: Gateway, caller: CallerKey, hit: CacheHit): Ending | Promise<Ending> {
  const admitting = admitCached(exchange, gateway, caller);
  const given = (): Ending => endingOfHit(exchange, gateway, caller, hit);
  return admitting instanceof Promise ? admitting.then(given) : given();
}

/** The ending of a request that a stored answer answers. */
export function endingOfHit(exchange: Exchange, gateway: Gateway, caller: CallerKey, hit: CacheHit): Ending {
  const { cache, res } = exchange;
  if (cache !== undefined) cache.hit = hit;
  const { answer } = hit;
  gateway.answers.note(caller.organizationId, answer, gateway.clock.now());
  const record = buildRecord(exchange, gateway, { status: 200, errorCode: null }, undefined);
  exchange.record = record;
  // Whoever refers to it later finds it, though it was stored long ago or removed since.
  exchange.endpoint.keep?.(exchange, gateway, replay(answer, gatewayObject(record)))?.catch(() => {});
  return {
    status: 200,
    errorCode: null,
    send: () => {
      if (res.destroyed) return;
      const shape = exchange.endpoint.reshape?.(exchange.query);
      const type = shape?.contentType ?? answer.contentType;
      const headers = answerHeaders(exchange, type, gateway.clock.monotonic());
      const seal = gatewayObject(record);
      if (!answer.stream) {
        const text = replay(answer, seal);
        headers.push("content-length", String(text.length));
        res.writeHead(200, headers);
        res.end(text, "latin1");
        return;
      }
      headers.push("cache-control", "no-cache", "x-accel-buffering", "no");
      res.writeHead(200, headers);
      for (const piece of replayPieces(answer, seal)) res.write(shape?.push(piece) ?? piece, "latin1");
      res.end(shape?.end() ?? "", "latin1");
    },
  };
}
