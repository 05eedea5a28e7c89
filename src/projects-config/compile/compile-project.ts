import { createHash } from "node:crypto";
import type { ServedProject } from "../../gateway/routes/route-table.ts";
import type { ModelKind, RouteModel, ServedFrom, ServedRoute } from "../../gateway/routes/served-route.ts";
import { MODEL_KINDS } from "../checks/models.ts";
import type { ConfigError, Finding } from "../config-error.ts";
import { type ReadConfig, readProjectConfig } from "../read-config.ts";
import type { ProjectConfig } from "../schema/project-config.ts";
import type { ConfigRoute } from "../schema/route.ts";
import { withSecrets } from "../secret-ref.ts";
import { readYaml } from "../yaml/read-yaml.ts";
import { cachingOfRoute } from "./compile-caching.ts";
import { chooserOf } from "./compile-chooser.ts";
import { compileProjectGuardrails } from "./compile-guardrails.ts";
import { limitsOfRoute } from "./compile-limits.ts";
import { type CompiledModels, compileModels } from "./compile-models.ts";
import { type Compiling, type Note, within } from "./compiling.ts";
import { innerLabel } from "./inner-label.ts";

/** A configuration that is to be served. */
export interface ConfigSource {
  readonly from: ServedFrom;
  readonly yaml: string;
  /** Value of a secret; undefined where there is none of this name. */
  readonly secretOf: (name: string) => string | undefined;
}

export type CompileDeps = Pick<Compiling, "wiring" | "providerOf" | "promptOf">;

/** What came of it: the routes, or everything that stands in the way. */
export type CompiledProject =
  | { readonly project: ServedProject; readonly errors: readonly [] }
  | { readonly project: undefined; readonly errors: readonly ConfigError[] };

/**
 * Makes a configuration's routes ready to be served. Nothing is half made: with one error there is no project. Errors
 * stand at their lines and hold no secret. Never throws.
 */
export function compileProject({ from, yaml, secretOf }: ConfigSource, deps: CompileDeps): CompiledProject {
  const read: ReadConfig = readProjectConfig(yaml, {
    secrets: (name) => secretOf(name) !== undefined,
    prompts: (name) => deps.promptOf(name) !== undefined,
    // Which providers an organization has defined is known when a request comes: a connection may be added any time.
    providers: "any",
  });
  if (read.config === undefined) return { project: undefined, errors: read.errors };
  const findings: Finding[] = [];
  const note: Note = (path, message) => {
    findings.push({ path, message });
    return undefined;
  };
  const compiling: Compiling = { ...deps, from, note };
  const project = compileConfig(withSecrets(read.config, secretOf), compiling);
  if (findings.length === 0) return { project, errors: [] };
  const tree = readYaml(yaml);
  return { project: undefined, errors: findings.map((finding) => tree.place(finding)) };
}

function compileConfig(config: ProjectConfig, compiling: Compiling): ServedProject {
  const { from } = compiling;
  const models = compileModels(config, compiling);
  const guardrails = compileProjectGuardrails(config.guardrails ?? [], compiling);
  const routes = Object.entries(config.routes).map(([name, route]) =>
    compileRoute(name, route, { config, models, guardrails, compiling: within(compiling, "routes", name) }),
  );
  const alone = MODEL_KINDS.flatMap(({ kind }) => [...models[kind].values()]).map((model) => routeOfModel(model, from));
  return { from, routes: byLabel(routes), inner: byLabel(alone) };
}

function byLabel(routes: readonly ServedRoute[]): ReadonlyMap<string, ServedRoute> {
  return new Map(routes.map((route) => [route.label, route]));
}

interface Whole {
  readonly config: ProjectConfig;
  readonly models: CompiledModels;
  readonly guardrails: ReturnType<typeof compileProjectGuardrails>;
  readonly compiling: Compiling;
}

function compileRoute(name: string, route: ConfigRoute, { config, models, guardrails, compiling }: Whole): ServedRoute {
  const { from } = compiling;
  const own = modelsOf(route, models);
  const checks = (route.guardrails ?? []).flatMap((one) => {
    const wanted = one.toLowerCase();
    return [...guardrails].flatMap(([known, guardrail]) => (known.trim().toLowerCase() === wanted ? [guardrail] : []));
  });
  const { deadlines = {} } = route;
  return {
    from,
    name,
    label: `${from.projectSlug}/${name}`,
    models: own,
    fallbacks: fallbacksOf(route, own),
    chooser: chooserOf(route, name, config, from),
    strategy: route.strategy ?? "order",
    recovery: route.recovery,
    hedgeAfterMs: route.hedge_after_ms,
    deadlines: {
      ...(deadlines.headers_ms === undefined ? {} : { headersMs: deadlines.headers_ms }),
      ...(deadlines.first_token_ms === undefined ? {} : { firstTokenMs: deadlines.first_token_ms }),
      ...(deadlines.first_token_patience_ms === undefined
        ? {}
        : { firstTokenPatienceMs: deadlines.first_token_patience_ms }),
      ...(deadlines.idle_ms === undefined ? {} : { idleMs: deadlines.idle_ms }),
      ...(deadlines.total_ms === undefined ? {} : { totalMs: deadlines.total_ms }),
    },
    guardrails: checks,
    caching: cachingOfRoute(route.caching, from),
    limits: limitsOfRoute(route),
    fingerprint: fingerprintOf(route, own, config),
  };
}

/** The route's models in the order of its lists, with its own number of retries where it has one. */
function modelsOf(route: ConfigRoute, models: CompiledModels): ServedRoute["models"] {
  const { retries } = route;
  const of = (kind: ModelKind, ids: readonly string[] = []): readonly RouteModel[] =>
    ids.flatMap((id) => {
      const model = models[kind].get(id);
      if (model === undefined) return [];
      return [retries === undefined ? model : { ...model, retries, variant: `${model.variant}:${retries}` }];
    });
  return {
    chat: of("chat", route.chat_models),
    embedding: of("embedding", route.embedding_models),
    transcription: of("transcription", route.transcription_models),
  };
}

function fallbacksOf({ fallback = [] }: ConfigRoute, own: ServedRoute["models"]): ServedRoute["fallbacks"] {
  const chains = { chat: new Map(), embedding: new Map(), transcription: new Map() } satisfies Record<
    ModelKind,
    Map<string, RouteModel[]>
  >;
  for (const { target, fallbacks, type } of fallback) {
    const found = fallbacks.flatMap((id) => own[type].find((model) => model.id === id) ?? []);
    chains[type].set(target, [...(chains[type].get(target) ?? []), ...found]);
  }
  return chains;
}

/** Everything that an answer depends on; limits let it come or not, and change nothing of it. */
function fingerprintOf(route: ConfigRoute, own: ServedRoute["models"], config: ProjectConfig): string {
  const { rate_limiting: _r, token_limiting: _t, budget_limiting: _b, duration_limiting: _d, ...rest } = route;
  const variants = Object.values(own).flatMap((models) => models.map(({ variant }) => variant));
  const routing = config.routing?.find(({ name }) => name === route.routing);
  const embedding = route.caching?.type === "semantic" ? route.caching.embedding_model_id : undefined;
  const embedder = config.embedding_models?.find(({ model_id: id }) => id === embedding);
  return createHash("sha256")
    .update(JSON.stringify([rest, variants, routing, embedder]))
    .digest("base64url")
    .slice(0, 22);
}

/** One model alone, as the gateway itself asks it: without the prompt that is meant for callers. */
function routeOfModel(model: RouteModel, from: ServedFrom): ServedRoute {
  const { terms } = model;
  const asked =
    terms === undefined ? model : { ...model, terms: { ...terms, prompt: undefined }, variant: `${model.variant}:~` };
  const none = { chat: [], embedding: [], transcription: [] };
  const noChains = { chat: new Map(), embedding: new Map(), transcription: new Map() };
  return {
    from,
    name: `~${model.id}`,
    label: innerLabel(from, model.id),
    models: { ...none, [model.kind]: [asked] },
    fallbacks: noChains,
    chooser: undefined,
    strategy: "order",
    recovery: undefined,
    hedgeAfterMs: undefined,
    deadlines: {},
    guardrails: [],
    caching: undefined,
    limits: [],
    fingerprint: model.variant,
  };
}
