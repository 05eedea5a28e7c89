import type { ConfigPath } from "../config-error.ts";
import { listOf, type Members, type Report, recordOf } from "./import-result.ts";
import type { Groups } from "./litellm.ts";
import type { Deployment } from "./litellm-models.ts";

/** Groups that are asked after a group, in order. */
export type Chains = ReadonlyMap<string, readonly string[]>;

interface Given {
  readonly settings: Members;
  readonly router: Members;
  readonly groups: Groups;
  readonly report: Report;
}

/** LiteLLM's `fallbacks`: lists of maps from a group to groups. Those for some errors only are carried as for all. */
export function readFallbacks({ settings, router, groups, report }: Given): Chains {
  const chains = new Map<string, string[]>();
  const add = (group: string, next: readonly unknown[], path: ConfigPath): void => {
    if (next.length > FALLBACKS_MAX) report.note(path, `only the first ${FALLBACKS_MAX} are carried`);
    for (const one of next.slice(0, FALLBACKS_MAX)) {
      if (typeof one !== "string" || !groups.has(one))
        report.note(path, `'${String(one).slice(0, 100)}' is no group of model_list`);
      else if (one !== group && !chains.get(group)?.includes(one))
        chains.set(group, [...(chains.get(group) ?? []), one]);
    }
  };
  for (const [section, members] of [["router_settings", router] as const, ["litellm_settings", settings] as const]) {
    for (const name of ["fallbacks", "context_window_fallbacks", "content_policy_fallbacks"]) {
      if (name !== "fallbacks" && members[name] !== undefined) {
        report.note([section, name], "is a fallback for every kind of failure here, not only for its own");
      }
      for (const [index, entry] of listOf(members[name]).entries()) {
        for (const [group, next] of Object.entries(recordOf(entry))) {
          const path = [section, name, index, group];
          if (groups.has(group)) add(group, listOf(next), path);
          else report.note(path, "is no group of model_list");
        }
      }
    }
    for (const group of groups.keys()) add(group, listOf(members["default_fallbacks"]), [section, "default_fallbacks"]);
  }
  return chains;
}

interface RouteFallbacks {
  readonly fallback: { target: string; fallbacks: string[]; type?: "embedding" | "transcription" }[];
  /** Models of other groups, which the route must list too. */
  readonly others: readonly string[];
}

/** Each deployment of a group falls back to those that come after it, then to the groups of its chain. */
export function fallbacksOf(
  group: string,
  deployments: readonly Deployment[],
  groups: Groups,
  chains: Chains,
): RouteFallbacks {
  const kind = deployments[0]?.kind ?? "chat";
  const others = (chains.get(group) ?? [])
    .flatMap((name) => groups.get(name) ?? [])
    .filter((other) => other.kind === kind)
    .map(({ model }) => model.model_id)
    .slice(0, FALLBACKS_MAX);
  const own = deployments.map(({ model }) => model.model_id);
  const fallback = own.flatMap((target, index) => {
    const next = [...own.slice(index + 1, index + 1 + FALLBACKS_MAX), ...others].slice(0, FALLBACKS_MAX);
    return next.length === 0 ? [] : [{ target, fallbacks: next, ...(kind === "chat" ? {} : { type: kind }) }];
  });
  return { fallback, others };
}

const FALLBACKS_MAX = 20;
