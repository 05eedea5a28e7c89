import { fail, type GatewayError } from "../../errors/gateway-error.ts";
import { chainOf } from "./chain.ts";
import { type Choice, choose, type Situation } from "./choose.ts";
import { circuitStateOf } from "./circuit-of.ts";
import { entriesOf } from "./entries.ts";
import type { Entry } from "./entry.ts";
import { forbidden } from "./forbidden.ts";
import { lackOf, type Needs } from "./needs.ts";
import type { Priority } from "./policy.ts";
import { divide, poolOf } from "./pool.ts";
import type { PromptAnalysis } from "./prompt/analysis.ts";
import { isByPolicy, type Rejection } from "./rejection.ts";
import { namesProvider } from "./resolve.ts";
import type { Scored } from "./score.ts";

export const AUTO = "auto";
/** Ranked candidates beyond these are not worth the caller's wait. */
const MAX_RANKED = 5;
const MAX_OF_PROVIDER = 2;

/** What a request's candidates are worth, who is asked, and why not the others. */
export interface Decision {
  /** Best first; {@link asked} has those that are tried. */
  readonly ranking: readonly Scored[];
  /** Who is tried, in order: the best of the ranking, then the chain. */
  readonly asked: readonly Entry[];
  readonly rejected: readonly Rejection[];
  /** Word for the decision, such as `direct`, `cost_optimized`. */
  readonly strategy: string;
  /** Sentence for the receipt. */
  readonly reason: string;
  readonly evaluated: number;
  /** Of the prompt, under `auto`. */
  readonly analysis: PromptAnalysis | undefined;
  readonly threshold: number | undefined;
  /** Why nobody may be asked; then `asked` is empty. */
  readonly refusal: GatewayError | undefined;
}

/**
 * Decides whom to ask. Pure: the same situation gives the same decision. Throws `model_not_found`,
 * `provider_key_missing` or `invalid_parameters` for a model string that means nobody, and `permission_denied` for a
 * chain that names who is forbidden.
 */
export function planRequest(situation: Situation): Decision {
  const { facts, policy } = situation;
  const main = facts.model === AUTO ? planAuto(situation) : planNamed(situation);
  const own = best(main.ranking);
  const chain = facts.noFallback ? { entries: [], rejected: [] } : chainOf(situation);
  const fallback = !facts.noFallback && (policy.fallbackEnabled || facts.fallbackChain.length > 0);
  if (own.length === 0) return { ...main, asked: [] };
  const all = fallback ? [...new Set([...own, ...chain.entries])] : own.slice(0, 1);
  return {
    ...main,
    asked: all,
    rejected: [...main.rejected, ...leftOut(main.ranking, all), ...chain.rejected],
  };
}

/** The first few, of several providers where there are: one that is down takes all of its models with it. */
function best(ranking: readonly Scored[]): Entry[] {
  const taken: Entry[] = [];
  const spare: Entry[] = [];
  const byProvider = new Map<string, number>();
  for (const { entry } of ranking) {
    const others = byProvider.get(entry.providerId) ?? 0;
    byProvider.set(entry.providerId, others + 1);
    (others < MAX_OF_PROVIDER ? taken : spare).push(entry);
    if (taken.length === MAX_RANKED) return taken;
  }
  return [...taken, ...spare].slice(0, MAX_RANKED);
}

/** Who would be asked, were it not for its circuit. */
function leftOut(ranking: readonly Scored[], asked: readonly Entry[]): Rejection[] {
  return ranking
    .filter(({ circuit, entry }) => circuit === "open" && !asked.some(({ label }) => label === entry.label))
    .map(({ entry }) => ({ label: entry.label, code: "circuit_open", detail: "" }));
}

type Main = Omit<Decision, "asked">;

/** Nothing was compared, so nothing is measured. */
function directMain(entry: Entry, { knowledge, nowMs }: Situation): Main {
  const only: Scored = {
    entry,
    costNanos: null,
    quality: entry.quality,
    latencyMs: null,
    uptime: 1,
    circuit: circuitStateOf(entry, knowledge.breakers, nowMs),
    preferred: false,
    sticky: false,
    goodEnough: true,
  };
  return {
    ranking: [only],
    rejected: [],
    strategy: "direct",
    reason: "The caller named the model",
    evaluated: 1,
    analysis: undefined,
    threshold: undefined,
    refusal: undefined,
  };
}

function mainOf(choice: Choice, denied: readonly Rejection[], evaluated: number, reason: string): Main {
  const { ranking, priority, analysis, threshold, explored } = choice;
  const rejected = denied.length === 0 ? choice.rejected : [...denied, ...choice.rejected];
  return {
    ranking,
    rejected,
    strategy: STRATEGY[priority],
    reason: explored ? "Tried out, so that others than the best stay known" : (stickyReason(ranking) ?? reason),
    evaluated,
    analysis,
    threshold,
    refusal: ranking.length === 0 ? refusalOf(rejected, evaluated) : undefined,
  };
}

const STRATEGY: Readonly<Record<Priority, string>> = {
  cost: "cost_optimized",
  latency: "latency_optimized",
  quality: "quality_optimized",
};
const NAMED_REASON: Readonly<Record<Priority, string>> = {
  cost: "Lowest cost meeting the requirements",
  latency: "Lowest recent latency meeting the requirements",
  quality: "Highest quality meeting the requirements",
};
const AUTO_REASON: Readonly<Record<Priority, string>> = {
  cost: "Lowest cost meeting quality threshold",
  latency: "Lowest recent latency meeting quality threshold",
  quality: "Highest predicted quality",
};

function autoReason({ ranking, priority }: Choice): string {
  return ranking[0]?.goodEnough === false
    ? "Highest predicted quality, as nobody meets the thresholds"
    : AUTO_REASON[priority];
}

function stickyReason([first]: readonly Scored[]): string | undefined {
  return first?.sticky ? "Answered this session before and has its prompt cached" : undefined;
}

/** Why nobody is left: what a policy forbids is the caller's to know, the rest may pass. */
function refusalOf(rejected: readonly Rejection[], evaluated: number): GatewayError {
  const [first] = rejected;
  if (first !== undefined && rejected.every(isByPolicy)) return forbidden(rejected);
  return fail("no_healthy_provider", {
    message:
      evaluated === 0
        ? "No provider is connected. Add a provider key, or set one in the gateway's environment."
        : `None of ${evaluated} candidates meets the request's requirements and hints. Loosen 'x-routing-hints', or connect more providers.`,
  });
}

function planAuto(situation: Situation): Main {
  const { facts, view, policy, nowMs } = situation;
  if (facts.asked.operation !== "chat") {
    throw fail("invalid_parameters", {
      param: "model",
      message: "'auto' chooses among chat models. Name a model for this endpoint.",
    });
  }
  const { allowed, denied } = poolOf(view, policy, facts.asked, nowMs);
  const evaluated = allowed.length + denied.length;
  if (evaluated === 0 && view.ownKeysOnly) {
    throw fail("provider_key_missing", {
      param: "model",
      message:
        "The project uses the organization's own provider keys only, and there is none: add one under /api/v1/provider-keys.",
    });
  }
  const choice = choose(allowed, situation, { auto: true, needs: facts.needs() });
  return mainOf(choice, denied, evaluated, autoReason(choice));
}

function planNamed(situation: Situation): Main {
  const { facts, view, policy, nowMs } = situation;
  const found = entriesOf(view).named(facts.model, facts.asked);
  const { allowed, denied } = divide(found, policy, nowMs);
  // Who names the provider leaves nothing to choose, and hints have nothing to narrow.
  const direct = namesProvider(facts.model, view);
  if (found.length === 1 && allowed.length === 1 && (direct || !hasNarrowingHints(situation))) {
    return directMain(allowed[0] as Entry, situation);
  }
  const choice = choose(allowed, situation, { auto: false, needs: unequalNeeds(allowed, situation) });
  return mainOf(choice, denied, found.length, NAMED_REASON[choice.priority]);
}

/** A named model is asked even where it seems unable: its provider says best why not. But the able offerings go first. */
function unequalNeeds(entries: readonly Entry[], { facts }: Situation): Needs | undefined {
  const [first] = entries;
  const equal = entries.every(
    (one) =>
      one.capabilities === first?.capabilities &&
      one.input === first.input &&
      one.contextTokens === first.contextTokens &&
      one.maxOutputTokens === first.maxOutputTokens,
  );
  if (equal) return undefined;
  const needs = facts.needs();
  return needs !== undefined && entries.some((entry) => lackOf(entry, needs) === undefined) ? needs : undefined;
}

function hasNarrowingHints({ facts }: Situation): boolean {
  const { exclude_providers: excluded, min_quality_score: floor, max_latency_ms: ms } = facts.hints;
  return excluded !== undefined || floor !== undefined || ms !== undefined;
}
