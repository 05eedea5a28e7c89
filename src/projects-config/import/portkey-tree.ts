import { PROVIDER_IDS, providerById } from "../../providers/registry.ts";
import type { ConfigPath } from "../config-error.ts";
import { providerIdOf } from "../provider-id.ts";
import {
  definedOf,
  freeName,
  listOf,
  type Members,
  type ModelDraft,
  numberOf,
  type Report,
  recordOf,
  secretInstead,
  textOf,
  wholeOf,
} from "./import-result.ts";

/** What a node of Portkey's tree comes to: who is asked first, with shares, and who after whom. */
export interface Branch {
  readonly heads: readonly { readonly id: string; readonly share: number }[];
  readonly models: readonly ModelDraft[];
  readonly chains: ReadonlyMap<string, readonly string[]>;
}

const EMPTY: Branch = { heads: [], models: [], chains: new Map() };
const DEPTH_MAX = 20;
/** What a chain of all of them has is half the square of it. */
const TARGETS_MAX = 50;
/** Members that targets inherit from what is around them. */
const INHERITED = ["provider", "api_key", "virtual_key", "custom_host", "override_params", "retry"];
const CARRIED = new Set([
  ...INHERITED,
  "strategy",
  "targets",
  "weight",
  "name",
  "cache",
  "request_timeout",
  "input_guardrails",
  "before_request_hooks",
  "api_version",
  "azure_api_version",
]);

export interface TreeContext {
  readonly taken: Set<string>;
  readonly report: Report;
}

/** Reads a node, with what it inherits already in it. */
export function readNode(node: Members, path: ConfigPath, context: TreeContext, depth = 0): Branch {
  const { report } = context;
  report.leftOver(node, CARRIED, path);
  if (depth > DEPTH_MAX) {
    report.note(path, "is nested too deep");
    return EMPTY;
  }
  const targets = listOf(node["targets"]).map(recordOf);
  if (targets.length === 0) return readLeaf(node, path, context);
  const strategy = recordOf(node["strategy"]);
  const mode = textOf(strategy["mode"]) ?? "single";
  noteStrategy(strategy, [...path, "strategy"], report);
  const chosen = mode === "conditional" || mode === "single" ? onlyOne(targets, strategy, path, context) : targets;
  const branches = chosen.map((target) => {
    const inherited = Object.fromEntries(
      INHERITED.flatMap((name) => (node[name] === undefined ? [] : [[name, node[name]]])),
    );
    const params = { ...recordOf(node["override_params"]), ...recordOf(target["override_params"]) };
    const own = { ...inherited, ...target, ...(Object.keys(params).length === 0 ? {} : { override_params: params }) };
    return { target, branch: readNode(own, [...path, "targets", targets.indexOf(target)], context, depth + 1) };
  });
  if (mode === "loadbalance") {
    return joined(
      branches.map(({ target, branch }) => ({ branch, weight: Math.max(0, numberOf(target["weight"]) ?? 1) })),
    );
  }
  return branches.map(({ branch }) => branch).reduceRight((later, first) => after(first, later), EMPTY);
}

function noteStrategy(strategy: Members, path: ConfigPath, report: Report): void {
  if (strategy["on_status_codes"] !== undefined) {
    report.note([...path, "on_status_codes"], "the gateway decides which failures go to the next model");
  }
  report.leftOver(strategy, new Set(["mode", "on_status_codes", "conditions", "default"]), path);
}

/** Conditions over metadata and parameters have no counterpart: the default holds. */
function onlyOne(targets: readonly Members[], strategy: Members, path: ConfigPath, { report }: TreeContext): Members[] {
  const preset = textOf(strategy["default"]);
  const chosen = targets.find((target) => preset !== undefined && target["name"] === preset) ?? targets[0];
  for (const [index] of listOf(strategy["conditions"]).entries()) {
    report.note(
      [...path, "strategy", "conditions", index],
      "conditions over metadata and parameters have no counterpart: make a routing or a route for each",
    );
  }
  for (const [index, target] of targets.entries()) {
    if (target !== chosen) report.note([...path, "targets", index], "is reached by a condition only, and left out");
  }
  return chosen === undefined ? [] : [chosen];
}

/** Equals, each with its own chain. */
function joined(parts: readonly { readonly branch: Branch; readonly weight: number }[]): Branch {
  const heads = parts.flatMap(({ branch, weight }) => {
    const sum = branch.heads.reduce((all, { share }) => all + share, 0);
    return branch.heads.map(({ id, share }) => ({ id, share: sum === 0 ? 0 : (weight * share) / sum }));
  });
  return {
    heads,
    models: parts.flatMap(({ branch }) => branch.models),
    chains: new Map(parts.flatMap(({ branch }) => [...branch.chains])),
  };
}

/** One, and all of another after it. */
function after(first: Branch, later: Branch): Branch {
  if (first.models.length === 0) return later;
  const rest = later.models.map(({ model_id: id }) => id);
  const chains = new Map(later.chains);
  for (const { model_id: id } of first.models) {
    const next = [...(first.chains.get(id) ?? []), ...rest];
    if (next.length > 0) chains.set(id, next);
  }
  return { heads: first.heads, models: [...first.models, ...later.models], chains };
}

function readLeaf(node: Members, path: ConfigPath, { taken, report }: TreeContext): Branch {
  if (taken.size >= TARGETS_MAX) {
    report.note(path, `a route has ${TARGETS_MAX} models at most; the target is left out`);
    return EMPTY;
  }
  const { model: name, ...params } = recordOf(node["override_params"]);
  const model = textOf(name);
  const provider = providerOf(node, model);
  if (model === undefined || provider === undefined) {
    const reason =
      model === undefined
        ? "override_params names no model: requests do there, routes do here"
        : "its provider is not known here";
    report.note(path, `${reason}; the target is left out`);
    return EMPTY;
  }
  const id = freeName(textOf(node["name"]) ?? model, taken);
  taken.add(id);
  const hasParams = Object.keys(params).length > 0;
  const credentials = credentialsOf(node, provider, path, report);
  const retries = wholeOf(recordOf(node["retry"])["attempts"], 0, 10);
  const draft = definedOf({
    model_id: id,
    model: `${provider}/${model.replace(/^@[^/]+\//, "")}`,
    credentials: Object.keys(credentials).length === 0 ? undefined : credentials,
    params: hasParams ? params : undefined,
    retry_attempts: retries ?? 0,
  }) as ModelDraft;
  noteRetry(recordOf(node["retry"]), [...path, "retry"], report);
  return { heads: [{ id, share: 1 }], models: [draft], chains: new Map() };
}

function noteRetry(retry: Members, path: ConfigPath, report: Report): void {
  report.leftOver(
    retry,
    new Set(["attempts", "use_retry_after_header"]),
    path,
    "the gateway decides which failures are tried again",
  );
}

/** Portkey's `provider`, or the beginning of the slug of a key that is kept there: `@openai-prod/gpt-4o`. */
function providerOf(node: Members, model: string | undefined): string | undefined {
  const given = textOf(node["provider"]) ?? /^(@[^/]+)\//.exec(model ?? "")?.[1] ?? textOf(node["virtual_key"]);
  const slug = given?.replace(/^@/, "").toLowerCase();
  if (slug === undefined) return undefined;
  const exact = providerById(providerIdOf(slug))?.id;
  return exact ?? [...PROVIDER_IDS].find((id) => slug.startsWith(`${id}-`));
}

function credentialsOf(node: Members, provider: string, path: ConfigPath, report: Report): Record<string, string> {
  const host = textOf(node["custom_host"]);
  const version = textOf(node["azure_api_version"] ?? node["api_version"]);
  const key = textOf(node["api_key"]);
  const kept = textOf(node["virtual_key"]);
  if (kept !== undefined)
    report.note([...path, "virtual_key"], "the key is kept there: add a connection of the provider, or store a secret");
  return definedOf({
    api_key: key === undefined ? undefined : secretInstead(`${provider}_api_key`, [...path, "api_key"], report),
    base_url: host,
    api_version: version,
  }) as Record<string, string>;
}
