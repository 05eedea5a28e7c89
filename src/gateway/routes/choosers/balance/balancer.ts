import type { BalancingRule } from "../balancing-rule.ts";
import type { Choosing, Chosen } from "../chooser.ts";
import { chooseCanary } from "./canary.ts";
import { SmoothTurns } from "./smooth.ts";

/** Spreads requests over models. */
export interface Balancer {
  readonly models: readonly string[];
  choose(choosing: Choosing): Chosen;
}

/** A balancing of a route at work. Turns are counted in this process; `chatModels` are those of the route, in order. */
export function makeBalancer(rule: BalancingRule, chatModels: readonly string[], label: string): Balancer {
  const [first = ""] = chatModels;
  switch (rule.algorithm) {
    case "ROUND_ROBIN": {
      const models = rule.models ?? chatModels;
      return inTurns(
        models.map((modelId) => ({ model_id: modelId, weight: 1 })),
        first,
        "round robin",
      );
    }
    case "WEIGHTED_ROUND_ROBIN":
      return inTurns(rule.weights ?? [], first, "weighted round robin");
    case "CANARY": {
      const { stable = first, canaries = [], sticky_by: stickyBy = "user" } = rule;
      const plan = { stable, canaries, stickyBy, salt: label };
      return {
        models: [stable, ...canaries.map(({ model_id: modelId }) => modelId)],
        choose: (choosing) => chooseCanary(plan, choosing),
      };
    }
  }
}

function inTurns(weights: NonNullable<BalancingRule["weights"]>, first: string, reason: string): Balancer {
  const turns = new SmoothTurns(weights);
  const models = weights.map(({ model_id: modelId }) => modelId);
  return {
    models: models.length > 0 ? models : [first],
    choose: ({ usable }) => ({ modelId: turns.next(usable) ?? first, reason }),
  };
}
