import type { Breakers } from "../health/breaker.ts";
import type { HealthStats } from "../health/stats.ts";
import type { Predictor } from "./predict/predictor.ts";
import type { Priors } from "./priors.ts";
import type { Sessions } from "./sessions.ts";

/** What routing has learned, and how it decides; what requests teach goes in, plans read it. */
export interface Knowledge {
  readonly health: Pick<HealthStats, "of">;
  readonly breakers: Pick<Breakers, "stateOf">;
  readonly sessions: Pick<Sessions, "get">;
  readonly priors: Pick<Priors, "learnedBy" | "isEmpty">;
  readonly predictor: Predictor;
  /** 0..1: share of requests that try another than the best candidate. */
  readonly explorationRate: number;
}
