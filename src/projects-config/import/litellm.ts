import type { ConfigBalancing } from "../schema/balancing.ts";
import { readYaml } from "../yaml/read-yaml.ts";
import {
  type Draft,
  definedOf,
  finish,
  freeName,
  type ImportResult,
  listOf,
  type Members,
  Report,
  type RouteDraft,
  recordOf,
  wholeOf,
} from "./import-result.ts";
import { fallbacksOf, readFallbacks } from "./litellm-fallbacks.ts";
import { type Deployment, milliseconds, readDeployment } from "./litellm-models.ts";
import { addCache, addGuardrails, addServers } from "./litellm-parts.ts";

const TOP = new Set(["model_list", "router_settings", "litellm_settings", "guardrails", "mcp_servers"]);
const ROUTER = new Set(
  "routing_strategy num_retries timeout stream_timeout fallbacks default_fallbacks context_window_fallbacks content_policy_fallbacks".split(
    " ",
  ),
);
const SETTINGS = new Set(
  "num_retries request_timeout fallbacks default_fallbacks context_window_fallbacks content_policy_fallbacks cache cache_params".split(
    " ",
  ),
);

/**
 * LiteLLM's `config.yaml` (docs.litellm.ai, "Config settings") as one of ours: every group of `model_list` becomes a
 * route, `os.environ/NAME` becomes `!secret NAME`. Keys that are written out are not copied.
 */
export function importLitellm(text: string): ImportResult {
  const report = new Report();
  const tree = readYaml(text);
  for (const finding of tree.findings.slice(0, 50)) {
    const { line, column, message } = tree.place(finding);
    report.note(finding.path, `${line}:${column} ${message}`);
  }
  const root = recordOf(tree.value);
  report.leftOver(root, TOP, [], "belongs to the gateway, not to a project");
  const settings = recordOf(root["litellm_settings"]);
  const router = recordOf(root["router_settings"]);
  report.leftOver(settings, SETTINGS, ["litellm_settings"]);
  report.leftOver(router, ROUTER, ["router_settings"]);
  const groups = readGroups(root, report);
  const draft: Draft = { routes: {} };
  addModels(draft, groups);
  addRoutes(draft, groups, { settings, router, report });
  addCache(draft, settings, report);
  addGuardrails(draft, listOf(root["guardrails"]), report);
  addServers(draft, recordOf(root["mcp_servers"]), report);
  return finish(draft, report);
}

/** Models of one kind that a configuration may have. */
const MODELS_MAX = 500;

export type Groups = ReadonlyMap<string, readonly Deployment[]>;

function readGroups(root: Members, report: Report): Groups {
  const taken = new Set<string>();
  const groups = new Map<string, Deployment[]>();
  const entries = listOf(root["model_list"]);
  if (entries.length > MODELS_MAX)
    report.note(["model_list", MODELS_MAX], `and what follows: a project has ${MODELS_MAX} models at most`);
  for (const [index, entry] of entries.slice(0, MODELS_MAX).entries()) {
    const deployment = readDeployment(recordOf(entry), ["model_list", index], taken, report);
    if (deployment === undefined) continue;
    const group = groups.get(deployment.group) ?? [];
    const kind = group[0]?.kind;
    if (kind !== undefined && kind !== deployment.kind) {
      report.note(["model_list", index], `is no ${kind} model like the others of '${deployment.group}'`);
      continue;
    }
    taken.add(deployment.model.model_id);
    groups.set(deployment.group, [...group, deployment]);
  }
  return groups;
}

const LISTS = { chat: "chat_models", embedding: "embedding_models", transcription: "transcription_models" } as const;

function addModels(draft: Draft, groups: Groups): void {
  for (const { kind, model } of [...groups.values()].flat()) {
    const list = LISTS[kind];
    draft[list] = [...(draft[list] ?? []), model];
  }
}

interface Around {
  readonly settings: Members;
  readonly router: Members;
  readonly report: Report;
}

function addRoutes(draft: Draft, groups: Groups, { settings, router, report }: Around): void {
  const chains = readFallbacks({ settings, router, groups, report });
  const retries = wholeOf(router["num_retries"] ?? settings["num_retries"], 0, 10);
  const total = milliseconds(router["timeout"] ?? settings["request_timeout"]);
  const firstToken = milliseconds(router["stream_timeout"]);
  const strategy = strategyOf(router, report);
  for (const [group, deployments] of groups) {
    const name = freeName(group, new Set(Object.keys(draft.routes)));
    if (name !== group)
      report.note(["model_list"], `'${group}' is the route '${name}': names of routes have no such characters`);
    const first = deployments[0];
    if (first === undefined) continue;
    const ordered = inOrder(deployments);
    const { fallback, others } = fallbacksOf(group, ordered, groups, chains);
    const own = ordered.map(({ model }) => model.model_id);
    const isChat = first.kind === "chat";
    // A strategy would choose among the models of other groups too.
    const chooses = isChat && strategy !== undefined && own.length > 1 && others.length === 0;
    if (isChat && strategy !== undefined && own.length > 1 && !chooses) {
      report.note(["router_settings", "routing_strategy"], `the models of '${group}' take turns, as it has fallbacks`);
    }
    const deadlines = definedOf({
      first_token_ms: first.streamTimeoutMs ?? firstToken,
      total_ms: first.timeoutMs ?? total,
    });
    draft.routes[name] = definedOf({
      [LISTS[first.kind]]: [...own, ...others],
      strategy: chooses ? strategy : undefined,
      balancing: isChat && !chooses ? balancingOf(ordered) : undefined,
      fallback: fallback.length === 0 ? undefined : fallback,
      retries,
      deadlines: Object.keys(deadlines).length === 0 ? undefined : deadlines,
    }) as RouteDraft;
  }
}

function inOrder(deployments: readonly Deployment[]): readonly Deployment[] {
  return [...deployments].sort((a, b) => (a.order ?? Infinity) - (b.order ?? Infinity) || 0);
}

/** Equals take turns; deployments with an `order` are asked one after the other. */
function balancingOf(deployments: readonly Deployment[]): Partial<ConfigBalancing> | undefined {
  if (deployments.length < 2 || deployments.some(({ order }) => order !== undefined)) return undefined;
  const weights = deployments.map(({ weight }) => weight);
  if (weights.every((weight) => weight === undefined)) {
    return { algorithm: "ROUND_ROBIN", models: deployments.map(({ model }) => model.model_id) };
  }
  const smallest = Math.min(...weights.map((weight) => weight ?? 1).filter((weight) => weight > 0));
  // Fractions, such as 0.05 beside 0.95, become whole numbers of the same proportions.
  const scale = weights.every((weight) => Number.isInteger(weight ?? 1)) ? 1 : Math.min(1_000, 10 / smallest);
  const list = deployments.flatMap(({ model, weight = 1 }) =>
    weight > 0 ? [{ model_id: model.model_id, weight: Math.min(10_000, Math.max(1, Math.round(weight * scale))) }] : [],
  );
  return list.length === 0 ? undefined : { algorithm: "WEIGHTED_ROUND_ROBIN", weights: list };
}

function strategyOf(router: Members, report: Report): "cost" | "latency" | undefined {
  const name = router["routing_strategy"];
  if (name === "cost-based-routing") return "cost";
  if (name === "latency-based-routing") return "latency";
  if (name !== undefined && name !== "simple-shuffle") {
    report.note(["router_settings", "routing_strategy"], "has no counterpart: models of a group take turns");
  }
  return undefined;
}
