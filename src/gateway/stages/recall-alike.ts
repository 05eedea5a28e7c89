import type { ChatRequest } from "../../canonical/request.ts";
import type { CachedAnswer } from "../caching/answer-cache.ts";
import { answerText } from "../caching/answer-text.ts";
import { ANSWER_HEADERS } from "../caching/cache-key.ts";
import { alikeTerms, type CacheTerms, isYoungEnough } from "../caching/cache-terms.ts";
import type { ExchangeCache, SemanticMiss } from "../caching/exchange-cache.ts";
import { withOwnResponseId } from "../caching/own-response-id.ts";
import { policyFingerprint } from "../caching/policy-fingerprint.ts";
import type { Embed } from "../caching/semantic/embed-within.ts";
import type { LookUp, Match } from "../caching/semantic/semantic-cache.ts";
import { type SemanticQuery, semanticQuery } from "../caching/semantic/semantic-query.ts";
import { SEMANTIC_CACHE_DEFAULTS, type SemanticCacheSettings } from "../caching/semantic/settings.ts";
import type { CallerKey } from "../caller.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import type { Ending } from "../pipeline.ts";
import { endingOfHit } from "./recall.ts";

/**
 * The ending by an answer to a question that means the same; undefined where there is none. Then what was looked for is
 * noted, so that the answer that comes is stored with it.
 */
export async function recallAlike(
  exchange: Exchange,
  gateway: Gateway,
  caller: CallerKey,
  request: DecodedRequest,
  cache: ExchangeCache,
): Promise<Ending | undefined> {
  const { endpoint, guard } = exchange;
  const settings = settingsOf(caller, gateway);
  // What was taken out of a request for a while is put back into its answer, which is then nobody else's.
  if (!settings.enabled || endpoint.chat === undefined || guard?.holdsValues === true) return undefined;
  const query = queryOf(exchange, caller, request, settings);
  if (query === undefined) return undefined;
  const embed = embedder(gateway, caller, settings.embeddingModel);
  const found = await gateway.semantic.lookUp(query, settings, embed);
  const kept = found.kind === "miss" ? undefined : await keptAnswer(gateway, caller, found.match);
  // Now and then a hit is asked live instead, to see whether it was one.
  const terms = alikeTerms(exchange.req.headers, settings.ttlSeconds);
  if (found.kind === "hit" && !found.check && kept !== undefined && isYoungEnough(kept, terms, gateway.clock.now())) {
    gateway.semanticMatches.set(exchange.recordId, found.match);
    const answer = exchange.endpoint.keep === undefined ? kept : withOwnResponseId(kept);
    return endingOfHit(exchange, gateway, caller, { answer, similarity: found.match.similarity });
  }
  cache.semantic = missOf({ gateway, exchange, terms, query, embed, found, kept });
  return undefined;
}

/** Undefined for what has to be asked; also for what a provider understands and no translation does. */
function queryOf(
  exchange: Exchange,
  caller: CallerKey,
  request: DecodedRequest,
  settings: SemanticCacheSettings,
): SemanticQuery | undefined {
  let canonical: ChatRequest;
  try {
    canonical = request.canonical();
  } catch {
    return undefined;
  }
  const query = semanticQuery(canonical, askingOf(exchange, caller, request), settings);
  return "ineligible" in query ? undefined : query;
}

function settingsOf({ settings }: CallerKey, gateway: Gateway): SemanticCacheSettings {
  const { embeddingModel, ...rest } = settings.semanticCache;
  const { shadowRate } = SEMANTIC_CACHE_DEFAULTS;
  return { ...rest, shadowRate, embeddingModel: embeddingModel ?? gateway.settings.embeddingModel };
}

function askingOf(exchange: Exchange, caller: CallerKey, { body }: DecodedRequest) {
  const { endpoint, guard, query, req } = exchange;
  const headers = ANSWER_HEADERS.map((name) => String(req.headers[name] ?? ""));
  return {
    organizationId: caller.organizationId,
    projectId: caller.projectId,
    keyId: caller.keyId,
    path: endpoint.path,
    wire: endpoint.dialect.id,
    body,
    also: [...headers, query, guard?.fingerprint ?? "", policyFingerprint(caller), exchange.route?.fingerprint ?? ""],
  };
}

interface EmbeddingAnswer {
  readonly data?: readonly { readonly embedding?: unknown }[];
}

/** Longer than anybody waits for it; see the semantic cache's own time. */
const EMBEDDING_TIMEOUT_MS = 10_000;

/** Embeds with a model of the gateway, at the caller's expense. */
function embedder(gateway: Gateway, caller: CallerKey, model: string): Embed {
  return async (text) => {
    const answer = await gateway.callInside(caller, {
      path: "/v1/embeddings",
      body: { model, input: text, encoding_format: "float" },
      source: "semantic-cache",
      timeoutMs: EMBEDDING_TIMEOUT_MS,
    });
    const vector = (answer.json as EmbeddingAnswer | null)?.data?.[0]?.embedding;
    if (answer.status !== 200 || !Array.isArray(vector))
      throw new Error(`the embedding model answered ${answer.status}`);
    return vector as number[];
  };
}

/** The answer of a match; one whose answer is gone is forgotten. */
async function keptAnswer(gateway: Gateway, caller: CallerKey, match: Match): Promise<CachedAnswer | undefined> {
  const answer = await gateway.answers.get(caller.organizationId, match.answerKey, gateway.clock.now());
  if (answer === undefined) await gateway.semantic.forget(match);
  return answer;
}

interface Missed {
  readonly gateway: Gateway;
  readonly exchange: Exchange;
  readonly terms: Pick<CacheTerms, "ttlMs">;
  readonly query: SemanticQuery;
  readonly embed: Embed;
  readonly found: LookUp;
  readonly kept: CachedAnswer | undefined;
}

/** What is done once the answer is there; undefined where the question could not be embedded. */
function missOf({ gateway, exchange, terms, query, embed, found, kept }: Missed): SemanticMiss | undefined {
  const { vector } = found;
  const { chat } = exchange.endpoint;
  if (vector === undefined || chat === undefined) return undefined;
  const { ttlMs } = terms;
  return {
    ttlMs,
    store: (answerKey, answer) => {
      void gateway.semantic.store({ query, vector, answerKey, ttlSeconds: ttlMs / 1_000 });
      const cached = kept && answerText(kept, chat);
      const live = answerText(answer, chat);
      if (found.kind === "miss" || cached === undefined || live === undefined) return;
      gateway.semantic.compare(found.match, { cached, live }, embed).catch(() => {});
    },
  };
}
