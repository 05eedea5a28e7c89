import { dollars } from "../metering/cost.ts";
import { measure, type Situation } from "./choose.ts";
import type { Entry } from "./entry.ts";
import type { Decision } from "./planner.ts";
import { type Rejection, sentenceOf } from "./rejection.ts";
import type { Scored } from "./score.ts";
import { unconnected } from "./unconnected.ts";

/** A decision about a catalogue of hundreds is told in part. */
const MAX_CANDIDATES = 50;
const MAX_REJECTED = 200;

/** A decision with everything that spoke for and against each candidate, in the shape of `POST /v1/route`. */
export function explain(decided: Situation & { readonly decision: Decision }): object {
  const { decision, facts, view } = decided;
  const { ranking, asked, analysis, refusal } = decision;
  const known = new Set([...asked.map(({ label }) => label), ...decision.rejected.map(({ label }) => label)]);
  const others = ranking.filter(({ entry }) => !known.has(entry.label));
  const shown = [...measured(asked, decided), ...others];
  const rejected = [...decision.rejected, ...unconnected(facts, view)];
  return {
    object: "route",
    model: facts.model,
    strategy: decision.strategy,
    reason: refusal === undefined ? decision.reason : refusal.message,
    ...(refusal === undefined
      ? {}
      : { error: { status: refusal.status, code: refusal.code, message: refusal.message } }),
    candidates_evaluated: decision.evaluated,
    candidates: shown.slice(0, MAX_CANDIDATES).map((one, i) => candidateObject(one, i + 1, asked)),
    rejected: rejected.slice(0, MAX_REJECTED).map(rejectedObject),
    rejected_total: rejected.length,
    ...(analysis === undefined
      ? {}
      : {
          analysis: {
            category: analysis.category,
            difficulty: rounded(analysis.difficulty),
            expected_output_tokens: analysis.outputTokens,
            prompt_tokens: facts.needs()?.promptTokens ?? facts.promptTokens,
            language: analysis.language,
            has_code: analysis.hasCode,
            tools: analysis.tools,
            turns: analysis.turns,
            quality_threshold: decision.threshold,
            predictor: decided.knowledge.predictor.name,
          },
        }),
  };
}

/** Who is asked, with figures also for those that were not compared: a model named with its provider, the chain. */
function measured(asked: readonly Entry[], decided: Situation & { readonly decision: Decision }): Scored[] {
  const { ranking, strategy } = decided.decision;
  const compared = new Map(strategy === "direct" ? [] : ranking.map((one) => [one.entry, one]));
  return asked.flatMap((entry) => compared.get(entry) ?? measure([entry], decided));
}

function candidateObject(scored: Scored, rank: number, asked: readonly Entry[]): object {
  const { entry, costNanos, latencyMs, quality, uptime, circuit } = scored;
  return {
    model: entry.label,
    provider: entry.providerId,
    rank,
    /** False: known to serve, but others are enough. */
    asked: asked.includes(entry),
    expected_cost_usd: costNanos === null ? null : dollars(costNanos),
    expected_latency_ms: latencyMs === null ? null : Math.round(latencyMs),
    predicted_quality: quality === null ? null : rounded(quality),
    uptime: rounded(uptime),
    circuit,
    credential: entry.candidate.connected.credentials[0]?.paidBy ?? "none",
  };
}

function rejectedObject(rejection: Rejection): object {
  return { model: rejection.label, code: rejection.code, reason: sentenceOf(rejection) };
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
