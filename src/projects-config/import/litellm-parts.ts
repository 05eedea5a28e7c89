import type { ConfigPath } from "../config-error.ts";
import { secretNameOf } from "../secret-ref.ts";
import {
  type Draft,
  definedOf,
  freeName,
  listOf,
  type Members,
  numberOf,
  type Report,
  recordOf,
  secretInstead,
  textOf,
  wholeOf,
} from "./import-result.ts";
import { withEnvironment } from "./litellm-models.ts";

const CACHE = new Set(
  "type host port ttl similarity_threshold redis_semantic_cache_embedding_model qdrant_semantic_cache_embedding_model qdrant_semantic_cache_vector_size".split(
    " ",
  ),
);

/** `litellm_settings.cache` and `cache_params`: caching of every route. */
export function addCache(draft: Draft, settings: Members, report: Report): void {
  if (settings["cache"] !== true) return;
  const params = recordOf(settings["cache_params"]);
  const path = ["litellm_settings", "cache_params"];
  report.leftOver(params, CACHE, path);
  const type = textOf(params["type"]) ?? "local";
  const ttl = wholeOf(params["ttl"], 1, 31_536_000);
  const host = withEnvironment(params["host"]);
  const port = withEnvironment(params["port"]);
  if (typeof host === "string" && host !== "") {
    const number = wholeOf(port, 1, 65_535);
    draft.cache = { redis_host: host, redis_port: secretNameOf(port) === undefined ? (number ?? 6_379) : String(port) };
  }
  const embedding = type.endsWith("semantic") ? embeddingOf(draft, params) : undefined;
  if (type.endsWith("semantic") && embedding === undefined) {
    report.note([...path, "type"], "the embedding model is no group of model_list: routes have exact caching");
  }
  for (const [name, route] of Object.entries(draft.routes)) {
    if (embedding === undefined || route.chat_models === undefined) {
      draft.routes[name] = { ...route, caching: { type: "exact", ...definedOf({ ttl }) } };
      continue;
    }
    const similarity = numberOf(params["similarity_threshold"]);
    const dim = wholeOf(params["qdrant_semantic_cache_vector_size"], 1, 65_536);
    draft.routes[name] = {
      ...route,
      embedding_models: [...new Set([...(route.embedding_models ?? []), embedding])],
      caching: {
        type: "semantic",
        embedding_model_id: embedding,
        ...definedOf({ ttl, similarity_threshold: similarity, dim }),
      },
    };
  }
}

function embeddingOf(draft: Draft, params: Members): string | undefined {
  const wanted = textOf(
    params["redis_semantic_cache_embedding_model"] ?? params["qdrant_semantic_cache_embedding_model"],
  );
  const models = draft.embedding_models ?? [];
  return models.find(({ model_id: id, model }) => id === wanted || model === wanted)?.model_id;
}

const WHERE: ReadonlyMap<unknown, "input" | "output"> = new Map([
  ["pre_call", "input"],
  ["during_call", "input"],
  ["post_call", "output"],
] as const);

/** Presidio's guardrails; the others ask services that have no counterpart. */
export function addGuardrails(draft: Draft, guardrails: readonly unknown[], report: Report): void {
  const taken = new Set<string>();
  for (const [index, entry] of guardrails.entries()) {
    const guardrail = recordOf(entry);
    const params = recordOf(guardrail["litellm_params"]);
    const path = ["guardrails", index];
    if (params["guardrail"] !== "presidio") {
      report.note(path, `the guardrail '${String(params["guardrail"]).slice(0, 100)}' has no counterpart`);
      continue;
    }
    const modes = [params["mode"]].flat().map((mode) => WHERE.get(mode));
    const where =
      modes.includes("input") && modes.includes("output") ? "io" : (modes.find((mode) => mode !== undefined) ?? "io");
    const entities = Object.entries(recordOf(params["pii_entities_config"]));
    const names = textOf(guardrail["guardrail_name"]) ?? "presidio";
    const made: string[] = [];
    for (const [action, type] of [["BLOCK", "presidio_analyzer"] as const, ["MASK", "presidio_anonymizer"] as const]) {
      const own = entities.flatMap(([entity, value]) => (value === action ? [entity] : []));
      if (own.length === 0 && (action === "BLOCK" || entities.length > 0)) continue;
      const name = freeName(names, taken);
      taken.add(name);
      made.push(name);
      const language = textOf(params["presidio_language"]);
      const parameters = definedOf({ language, entities: own.length === 0 ? undefined : own });
      draft.guardrails = [...(draft.guardrails ?? []), { name, type, where, parameters }];
    }
    if (params["default_on"] === true) for (const name of made) useEverywhere(draft, name);
    else
      report.note(
        [...path, "litellm_params", "default_on"],
        "requests choose it there: name it in the routes that should have it",
      );
    report.leftOver(params, GUARDRAIL, [...path, "litellm_params"]);
  }
}

const GUARDRAIL = new Set(["guardrail", "mode", "default_on", "pii_entities_config", "presidio_language"]);

function useEverywhere(draft: Draft, guardrail: string): void {
  for (const [name, route] of Object.entries(draft.routes)) {
    draft.routes[name] = { ...route, guardrails: [...(route.guardrails ?? []), guardrail] };
  }
}

/** `mcp_servers`: a map from a name to a server. */
export function addServers(draft: Draft, servers: Members, report: Report): void {
  const taken = new Set<string>();
  for (const [name, entry] of Object.entries(servers)) {
    const server = recordOf(entry);
    const path: ConfigPath = ["mcp_servers", name];
    const alias = freeName(name.replaceAll(/_{2,}/g, "_"), taken);
    taken.add(alias);
    const transport = textOf(server["transport"]) ?? "http";
    const url = withEnvironment(server["url"]);
    const command = textOf(server["command"]);
    if (transport === "stdio" && command !== undefined) {
      const args = listOf(server["args"]).map(String);
      const env = secretsOf(recordOf(server["env"]), [...path, "env"], report);
      if (args.length > 0)
        report.note([...path, "args"], "are carried as they stand: put a !secret in place of what is one");
      draft.mcp_servers = [
        ...(draft.mcp_servers ?? []),
        { alias, transport: "stdio", command, ...filled({ args, env }) },
      ];
    } else if (transport === "http" && typeof url === "string") {
      const headers = secretsOf(recordOf(server["static_headers"]), [...path, "static_headers"], report);
      draft.mcp_servers = [
        ...(draft.mcp_servers ?? []),
        { alias, transport: "streamable_http", url, ...filled({ headers }) },
      ];
    } else {
      report.note(path, "has a transport that is not known here");
      continue;
    }
    report.note(path, "is declared: name it under mcp_servers of the routes that should have it");
    report.leftOver(server, SERVER, path);
  }
}

/** The lists and maps that hold something. */
function filled<T extends object>(members: T): Partial<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => Object.keys(value).length > 0)) as Partial<T>;
}

const SERVER = new Set(["transport", "url", "command", "args", "env", "static_headers", "description"]);

/** Values that are not read from the environment may be secrets. */
function secretsOf(values: Members, path: ConfigPath, report: Report): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, given]) => {
      const value = withEnvironment(given);
      const isRef = secretNameOf(value) !== undefined;
      return [name, isRef ? String(value) : secretInstead(`MCP_${name}`, [...path, name], report)];
    }),
  );
}
