import { BoundedMap } from "../../bounded-map.ts";
import { completionTokens, promptTokens } from "../../canonical/usage.ts";
import { isSignOfIllness, saysNothing } from "../health/attempt-sign.ts";
import type { Breakers } from "../health/breaker.ts";
import { HealthStats } from "../health/stats.ts";
import type { RequestRecord } from "../metering/record.ts";
import type { Knowledge } from "./knowledge.ts";
import type { Plan } from "./plan.ts";
import type { Predictor } from "./predict/predictor.ts";
import { blendPredictor } from "./predict/predictors.ts";
import { Priors } from "./priors.ts";
import { Sessions } from "./sessions.ts";

export interface RoutingSettings {
  /** 0..1. */
  readonly explorationRate: number;
  readonly sessionTtlMs: number;
  readonly predictor?: Predictor;
}

/** An attempt that failed is a weak sign against a model for such tasks, a question asked again a stronger one. */
const FAILED = { score: -0.5, weight: 0.2 };
const ASKED_AGAIN = { score: -0.6, weight: 0.3 };
/** Within so long, the same question of the same caller means that the answer did not do. */
const AGAIN_MS = 120_000;
const MAX_QUESTIONS = 20_000;

/** What routing learns from requests as they end, and reads when it plans. */
export class RoutingState implements Knowledge {
  readonly health = new HealthStats();
  readonly priors = new Priors();
  readonly sessions: Sessions;
  readonly breakers: Breakers;
  readonly predictor: Predictor;
  readonly explorationRate: number;
  /** Who answered a question last. */
  readonly #questions = new BoundedMap<string, { readonly modelId: string; readonly atMs: number }>(MAX_QUESTIONS);

  constructor(breakers: Breakers, settings: RoutingSettings) {
    this.breakers = breakers;
    this.sessions = new Sessions(settings.sessionTtlMs);
    this.explorationRate = settings.explorationRate;
    this.predictor = settings.predictor ?? blendPredictor;
  }

  /** Takes note of a finished request. */
  observe(plan: Plan | undefined, record: RequestRecord, nowMs: number): void {
    this.health.observe(record, nowMs);
    if (plan === undefined || record.operation === "count-tokens") return;
    this.#noteSession(plan, record, nowMs);
    this.#learn(plan, record, nowMs);
  }

  #noteSession({ session }: Plan, record: RequestRecord, nowMs: number): void {
    if (session === undefined || record.errorCode !== null || record.provider === null) return;
    const tokens = promptTokens(record.usage) + completionTokens(record.usage);
    this.sessions.set(session, { label: `${record.provider}/${record.model}`, tokens, atMs: nowMs });
  }

  #learn({ analysis }: Plan, record: RequestRecord, nowMs: number): void {
    const { organizationId } = record;
    if (analysis === undefined || organizationId === null) return;
    const { category } = analysis;
    for (const { model, status, errorCode } of record.attempts) {
      if (saysNothing(errorCode) || !isSignOfIllness(status, errorCode)) continue;
      this.priors.add({ organizationId, category, modelId: model }, FAILED.score, FAILED.weight, nowMs);
    }
    if (record.model === null || record.errorCode !== null) return;
    const question = `${record.apiKeyId} ${analysis.fingerprint} ${analysis.chars} ${analysis.turns}`;
    const before = this.#questions.get(question);
    // A turn of a tool loop asks the same question again, and rightly.
    if (before !== undefined && nowMs - before.atMs < AGAIN_MS && analysis.category !== "agentic") {
      const key = { organizationId, category, modelId: before.modelId };
      this.priors.add(key, ASKED_AGAIN.score, ASKED_AGAIN.weight, nowMs);
    }
    this.#questions.set(question, { modelId: record.model, atMs: nowMs });
  }
}
