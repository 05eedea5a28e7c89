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
  textOf,
  wholeOf,
} from "./import-result.ts";
import { type Branch, readNode } from "./portkey-tree.ts";

/**
 * Portkey's gateway config (portkey.ai/docs, "Gateway config object") as one of ours with one route. Its JSON may come
 * as text of YAML too. Keys that are written out are not copied.
 * @param routeName What the route is called.
 */
export function importPortkey(text: string, routeName = "main"): ImportResult {
  const report = new Report();
  const tree = readYaml(text);
  for (const finding of tree.findings.slice(0, 50)) {
    const { line, column, message } = tree.place(finding);
    report.note(finding.path, `${line}:${column} ${message}`);
  }
  const root = recordOf(tree.value);
  const branch = readNode(root, [], { taken: new Set(), report });
  const draft: Draft = { routes: {} };
  if (branch.models.length === 0) return finish(draft, report);
  draft.chat_models = [...branch.models];
  const guardrails = addGuardrails(draft, root, report);
  const timeout = wholeOf(root["request_timeout"], 1, 3_600_000);
  draft.routes[freeName(routeName, new Set())] = definedOf({
    chat_models: inOrder(branch),
    balancing: balancingOf(branch),
    fallback: fallbackOf(branch),
    deadlines: timeout === undefined ? undefined : { headers_ms: timeout, first_token_ms: timeout },
    caching: cachingOf(recordOf(root["cache"]), report),
    guardrails: guardrails.length === 0 ? undefined : guardrails,
  }) as RouteDraft;
  return finish(draft, report);
}

/** Without balancing the first one answers: it must have a share. */
function inOrder({ heads, models }: Branch): string[] {
  const active = heads.filter(({ share }) => share > 0).map(({ id }) => id);
  return [...new Set([...active, ...models.map(({ model_id: id }) => id)])];
}

function balancingOf({ heads }: Branch): RouteDraft["balancing"] {
  const active = heads.filter(({ share }) => share > 0);
  if (active.length < 2) return undefined;
  const smallest = Math.min(...active.map(({ share }) => share));
  const isWhole = active.every(({ share }) => Number.isInteger(share));
  // Shares such as 0.95 and 0.05 become whole numbers of the same proportions.
  const scale = isWhole ? 1 : Math.min(1_000, 10 / smallest);
  const weights = active.map(({ id, share }) => ({
    model_id: id,
    weight: Math.min(10_000, Math.max(1, Math.round(share * scale))),
  }));
  return { algorithm: "WEIGHTED_ROUND_ROBIN", weights };
}

function fallbackOf({ chains }: Branch): RouteDraft["fallback"] {
  const list = [...chains].map(([target, fallbacks]) => ({ target, fallbacks: fallbacks.slice(0, 50) }));
  return list.length === 0 ? undefined : list;
}

function cachingOf(cache: Members, report: Report): RouteDraft["caching"] {
  const mode = textOf(cache["mode"]);
  if (mode === undefined) return undefined;
  if (mode === "semantic")
    report.note(
      ["cache", "mode"],
      "semantic caching needs an embedding model of the project: the route has exact caching",
    );
  const ttl = wholeOf(cache["max_age"], 1, 31_536_000);
  return { type: "exact", ...definedOf({ ttl }) };
}

/** Checks that something does not contain words; the others have no counterpart. */
function addGuardrails(draft: Draft, root: Members, report: Report): string[] {
  const taken = new Set<string>();
  for (const list of ["input_guardrails", "before_request_hooks"]) {
    for (const [index, entry] of listOf(root[list]).entries()) {
      const guardrail = recordOf(entry);
      const check = recordOf(guardrail["default.contains"]);
      const words = listOf(check["words"]).filter((word) => typeof word === "string" && word !== "");
      if (check["operator"] !== "none" || words.length === 0) {
        report.note([list, index], "has no counterpart: add a guardrail");
        continue;
      }
      const name = freeName("no-words", taken);
      taken.add(name);
      const behavior = guardrail["deny"] === true ? "block" : "warn";
      const values = words as string[];
      draft.guardrails = [
        ...(draft.guardrails ?? []),
        { name, type: "contains", where: "input", behavior, parameters: { values } },
      ];
    }
  }
  return [...taken];
}
