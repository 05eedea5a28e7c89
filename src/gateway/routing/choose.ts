import { offeringOf, type View } from "../snapshot/view.ts";
import { circuitStateOf } from "./circuit-of.ts";
import type { Entry } from "./entry.ts";
import type { RequestFacts } from "./facts.ts";
import type { Knowledge } from "./knowledge.ts";
import { lackOf, type Needs } from "./needs.ts";
import type { Policy, Priority } from "./policy.ts";
import type { PromptAnalysis } from "./prompt/analysis.ts";
import type { Rejection } from "./rejection.ts";
import { expectedCost, rank, type Scored, tierOf } from "./score.ts";
import type { Seat } from "./sessions.ts";

/** Predicted quality that `auto` asks for where nobody says more. */
export const DEFAULT_THRESHOLD = 0.7;
/** A session stays with who answered it, unless that one fails this often. */
const STICKY_UPTIME = 0.7;

/** Everything that a choice depends on. */
export interface Situation {
  readonly facts: RequestFacts;
  readonly view: View;
  readonly policy: Policy;
  readonly knowledge: Knowledge;
  readonly nowMs: number;
  /** [0, 1): decides whether another than the best is tried. */
  readonly seed: number;
}

export interface Choice {
  /** Best first. */
  readonly ranking: readonly Scored[];
  readonly rejected: readonly Rejection[];
  readonly priority: Priority;
  readonly analysis: PromptAnalysis | undefined;
  /** The quality that was asked for; undefined: none. */
  readonly threshold: number | undefined;
  /** The first is there for being tried out. */
  readonly explored: boolean;
}

/** How the candidates of one model string are to be compared. */
interface Terms {
  /** True: the prompt is weighed. */
  readonly auto: boolean;
  /** What candidates must be able to do; undefined: nothing is asked. */
  readonly needs: Needs | undefined;
}

/** Takes away who cannot or may not serve the request, and orders the rest. */
export function choose(entries: readonly Entry[], situation: Situation, { auto, needs }: Terms): Choice {
  const { facts, policy } = situation;
  const rejected: Rejection[] = [];
  const able = entries.filter((entry) => {
    const rejection = againstHints(entry, facts) ?? againstNeeds(entry, needs);
    if (rejection !== undefined) rejected.push(rejection);
    return rejection === undefined;
  });
  const analysis = auto ? facts.analysis() : undefined;
  const threshold = auto ? (facts.hints.min_quality_score ?? policy.qualityThreshold ?? DEFAULT_THRESHOLD) : undefined;
  const scored = scoreAll(able, situation, { analysis, threshold, needs }, rejected);
  const priority = facts.hints.priority ?? policy.priority ?? "cost";
  const ranking = rank(scored, priority);
  const at = exploredAt(ranking, situation);
  const explored = at > 0;
  if (explored) ranking.unshift(...ranking.splice(at, 1));
  return { ranking, rejected, priority, analysis, threshold, explored };
}

/** What the request's hints have against a candidate; undefined: nothing. */
export function againstHints(entry: Entry, { hints }: RequestFacts): Rejection | undefined {
  const { exclude_providers: excluded, min_quality_score: floor } = hints;
  if (excluded?.includes(entry.providerId)) return { label: entry.label, code: "excluded_by_hint", detail: "" };
  if (floor !== undefined && (entry.quality === null || entry.quality < floor)) {
    return { label: entry.label, code: "quality_too_low", detail: floor };
  }
  return undefined;
}

function againstNeeds(entry: Entry, needs: Needs | undefined): Rejection | undefined {
  const lack = needs && lackOf(entry, needs);
  return lack === undefined ? undefined : { label: entry.label, code: "capability", detail: lack };
}

/** The figures of candidates that nobody compared. */
export function measure(entries: readonly Entry[], situation: Situation): Scored[] {
  const facts = { ...situation.facts, hints: {} };
  return scoreAll(
    entries,
    { ...situation, facts },
    { analysis: undefined, threshold: undefined, needs: undefined },
    [],
  );
}

interface Measures {
  readonly analysis: PromptAnalysis | undefined;
  readonly threshold: number | undefined;
  readonly needs: Needs | undefined;
}

function scoreAll(
  entries: readonly Entry[],
  { facts, policy, knowledge, nowMs }: Situation,
  { analysis, threshold, needs }: Measures,
  rejected: Rejection[],
): Scored[] {
  const { hints } = facts;
  const { health, breakers } = knowledge;
  const predicted = analysis && predictAll(entries, facts, knowledge, analysis, nowMs);
  const tokens = {
    prompt: needs?.promptTokens ?? facts.promptTokens,
    output: analysis?.outputTokens ?? facts.outputTokens,
  };
  const seat = facts.session === undefined ? undefined : knowledge.sessions.get(facts.session, nowMs);
  const hardMs = hints.max_latency_ms ?? Number.POSITIVE_INFINITY;
  const softMs = policy.maxLatencyMs ?? Number.POSITIVE_INFINITY;
  const scored: Scored[] = [];
  for (const [i, entry] of entries.entries()) {
    const seen = health.of(entry.label);
    const waitMs = seen?.waitMs(facts.stream, tokens.output, nowMs) ?? 0;
    if (waitMs > hardMs) {
      rejected.push({ label: entry.label, code: "too_slow", detail: waitMs });
      continue;
    }
    const uptime = seen?.uptime(nowMs) ?? 1;
    const sticky = seat?.label === entry.label && uptime >= STICKY_UPTIME;
    const quality = predicted?.[i] ?? entry.quality;
    scored.push({
      entry,
      costNanos: expectedCost(entry, tokens, sticky ? cachedTokens(entry, seat) : 0, nowMs),
      quality,
      latencyMs: seen?.expectedMs(tokens.output) ?? null,
      uptime,
      circuit: circuitStateOf(entry, breakers, nowMs),
      preferred: hints.prefer_providers?.includes(entry.providerId) ?? false,
      sticky,
      goodEnough: waitMs <= softMs && (threshold === undefined || (quality ?? 0) >= threshold),
    });
  }
  return scored;
}

function predictAll(
  entries: readonly Entry[],
  { organizationId }: RequestFacts,
  { predictor, priors }: Knowledge,
  analysis: PromptAnalysis,
  nowMs: number,
): Float64Array {
  const learned = priors.isEmpty ? () => 0 : priors.learnedBy(organizationId, analysis.category, nowMs);
  return predictor.predict(analysis, entries, learned);
}

/** What a provider's prompt cache may still hold of the conversation; nothing where reading it is not cheaper. */
function cachedTokens({ candidate }: Entry, { tokens }: Seat): number {
  return offeringOf(candidate)?.prices.at(-1)?.cacheReadPico === undefined ? 0 : tokens;
}

/** Which candidate is tried out instead of the best: one that is as welcome, but for its figures. 0: none. */
function exploredAt(ranking: readonly Scored[], { knowledge, seed }: Situation): number {
  const { explorationRate } = knowledge;
  const [best] = ranking;
  if (best === undefined || best.sticky || seed >= explorationRate) return 0;
  const tier = tierOf(best);
  let equals = 1;
  while (equals < ranking.length && tierOf(ranking[equals] as Scored) === tier) equals += 1;
  return equals === 1 ? 0 : 1 + Math.floor((seed / explorationRate) * (equals - 1));
}
