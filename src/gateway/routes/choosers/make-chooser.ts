import { type Balancer, makeBalancer } from "./balance/balancer.ts";
import type { BalancingRule } from "./balancing-rule.ts";
import type { Chooser, Choosing, Chosen } from "./chooser.ts";
import { type Decider, type Decision, quoted } from "./decider.ts";
import type { RoutingRule } from "./routing-rule.ts";
import { budgetDecider } from "./rules/budget.ts";
import { classificationDecider } from "./rules/classification.ts";
import { keywordDecider } from "./rules/keyword.ts";
import { lengthDecider } from "./rules/length.ts";
import { llmDecider } from "./rules/llm.ts";
import { semanticDecider } from "./rules/semantic.ts";
import { timeDecider } from "./rules/time.ts";

/** What a route says of choosing among its models. */
export interface ChooserSpec {
  readonly projectSlug: string;
  /** Name of the route. */
  readonly route: string;
  /** Ids of its chat models, in order. */
  readonly chatModels: readonly string[];
  readonly routing?: RoutingRule | undefined;
  /** Beside a routing: for what no rule of it decides. */
  readonly balancing?: BalancingRule | undefined;
}

/** What chooses a route's model; undefined where neither a routing nor a balancing is asked for. */
export function makeChooser(spec: ChooserSpec): Chooser | undefined {
  const { projectSlug, route, chatModels, routing, balancing } = spec;
  const balancer = balancing && makeBalancer(balancing, chatModels, `${projectSlug}/${route}`);
  if (routing === undefined) return balancer && ofBalancer(balancer);
  const decider = makeDecider(routing, projectSlug);
  const mapped = routing.output_mapping.map(({ model_id: modelId }) => modelId);
  // A model that decides may name the default one, too.
  const preset = balancer === undefined || routing.type === "llm" ? [routing.default_model_id] : [];
  const others = [...preset, ...(balancer?.models ?? [])];
  const chosen = (choosing: Choosing, decision: Decision): Chosen => {
    const of = `of the routing ${quoted(routing.name)}`;
    if ("modelId" in decision) return { modelId: decision.modelId, reason: `${decision.reason} ${of}` };
    const why = `${of}: ${decision.undecided}`;
    if (balancer === undefined) return { modelId: routing.default_model_id, reason: `default ${why}` };
    const { modelId, reason } = balancer.choose(choosing);
    return { modelId, reason: `${reason}, without a decision ${why}` };
  };
  return {
    when: decider.when,
    models: [...new Set([...mapped, ...others])],
    choose: (choosing) => {
      const decision = decide(decider, choosing);
      return decision instanceof Promise ? decision.then((one) => chosen(choosing, one)) : chosen(choosing, decision);
    },
  };
}

function ofBalancer(balancer: Balancer): Chooser {
  return { when: "at-once", models: [...new Set(balancer.models)], choose: (choosing) => balancer.choose(choosing) };
}

const FAILED: Decision = { undecided: "the decision failed" };

function decide(decider: Decider, choosing: Choosing): Decision | Promise<Decision> {
  try {
    const decision = decider.decide(choosing);
    return decision instanceof Promise ? decision.catch(() => FAILED) : decision;
  } catch {
    return FAILED;
  }
}

function makeDecider(rule: RoutingRule, projectSlug: string): Decider {
  // Each model of a configuration is a route of its own, for the gateway alone.
  const hidden = (modelId: string): string => `${projectSlug}/~${modelId}`;
  switch (rule.type) {
    case "text_classification":
      return classificationDecider(rule);
    case "semantic":
      return semanticDecider(rule, hidden(rule.embedding_model_id));
    case "llm":
      return llmDecider(rule, hidden(rule.model_id));
    case "deterministic":
      return makeDeterministic(rule);
  }
}

function makeDeterministic(rule: Extract<RoutingRule, { type: "deterministic" }>): Decider {
  switch (rule.rule) {
    case "keyword":
      return keywordDecider(rule);
    case "token_length":
    case "context_length":
      return lengthDecider(rule);
    case "time":
      return timeDecider(rule);
    case "budget":
      return budgetDecider(rule);
  }
}
