import { type ConfigPath, shown } from "../config-error.ts";
import { checkBalancing } from "./balancing.ts";
import { checkFallbacks } from "./fallbacks.ts";
import { type DeclaredModels, MODEL_KINDS } from "./models.ts";
import {
  type CheckInput,
  checkKnown,
  checkUnique,
  entriesOf,
  folded,
  type Known,
  knownNames,
  nameAt,
  namesOf,
  type Part,
  partAt,
  partsOf,
} from "./part.ts";
import { modelsOfRouting } from "./routings.ts";

/** What a route has to know of a routing that it uses. */
interface RoutingFacts {
  readonly chooses: readonly string[];
  readonly needsBudget: boolean;
}

interface Around extends CheckInput {
  readonly declared: DeclaredModels;
  readonly guardrails: Known;
  readonly aliases: Known;
  readonly routings: ReadonlyMap<string, RoutingFacts>;
}

/** What routes say of the parts that they name, and of themselves. */
export function checkRoutes(input: CheckInput, declared: DeclaredModels): void {
  const { root, note } = input;
  checkAliases(root, note);
  const around: Around = {
    ...input,
    declared,
    guardrails: knownNames(
      partsOf(root, "guardrails").flatMap((one) => nameAt(one, "name")?.name ?? []),
      folded,
    ),
    aliases: knownNames(partsOf(root, "mcp_servers").flatMap((one) => nameAt(one, "alias")?.name ?? [])),
    routings: new Map(
      partsOf(root, "routing").flatMap((one) => {
        const name = nameAt(one, "name")?.name;
        const chooses = [...new Set(modelsOfRouting(one).map((model) => model.name))].slice(0, CHOSEN_MAX);
        return name === undefined ? [] : [[name, { chooses, needsBudget: one.members["rule"] === "budget" }] as const];
      }),
    ),
  };
  for (const route of entriesOf(root, "routes")) checkRoute(route, around);
}

function checkRoute(route: Part, around: Around): void {
  const { declared, note } = around;
  checkRouteModels(route, declared, note);
  for (const [list, known, what] of [
    ["guardrails", around.guardrails, "guardrail"],
    ["mcp_servers", around.aliases, "MCP server"],
  ] as const) {
    const named = namesOf(route, list);
    checkUnique(named, `the ${what}`, note, folded);
    checkKnown(named, known, what, note);
  }
  checkRouting(route, around);
  checkBalancing(route, note);
  checkFallbacks(route, note);
  checkCaching(route, declared, note);
  checkOneChoice(route, note);
  checkPlugins(route, note);
  checkName(route.path, around);
}

function checkAliases(root: Part, note: CheckInput["note"]): void {
  const named = partsOf(root, "mcp_servers").flatMap((one) => nameAt(one, "alias") ?? []);
  checkUnique(named, "the alias", note, folded);
}

function checkRouteModels(route: Part, declared: DeclaredModels, note: CheckInput["note"]): void {
  let count = 0;
  for (const { list, what } of MODEL_KINDS) {
    const named = namesOf(route, list);
    if (named.length > 0 || (route.members[list] !== undefined && !Array.isArray(route.members[list]))) count += 1;
    checkUnique(named, "the model", note);
    for (const one of named) {
      const other = MODEL_KINDS.find((kind) => kind.list !== list && declared[kind.list].has(one.name));
      if (!declared[list].has(one.name) && other !== undefined) {
        note({
          path: one.path,
          message: `${shown(one.name)} is no ${what} but ${other.a} ${other.what}: name it under ${other.list}`,
        });
      } else checkKnown([one], declared[list], what, note);
    }
  }
  if (count === 0)
    note({
      path: route.path,
      on: "key",
      message: "has no models: name some under chat_models, embedding_models or transcription_models",
    });
}

function checkRouting(route: Part, { routings, note }: Around): void {
  const named = nameAt(route, "routing");
  if (named === undefined) return;
  const routing = routings.get(named.name);
  if (routing === undefined) {
    checkKnown([named], knownNames([...routings.keys()].slice(0, SHOWN_MAX * 100)), "routing", note);
    return;
  }
  const own = new Set(namesOf(route, "chat_models").map(({ name }) => name));
  const lacking = routing.chooses.filter((name) => !own.has(name));
  if (lacking.length > 0) {
    const names = lacking.slice(0, SHOWN_MAX).map((name) => shown(name));
    const more = lacking.length > SHOWN_MAX ? ` and ${lacking.length - SHOWN_MAX} more` : "";
    note({ path: named.path, message: `chooses ${names.join(", ")}${more}: add to this route's chat_models` });
  }
  if (routing.needsBudget && route.members["budget_limiting"] === undefined) {
    note({ path: named.path, message: "chooses by the budget: give this route budget_limiting" });
  }
}

const SHOWN_MAX = 5;
/** More than a routing may have entries. */
const CHOSEN_MAX = 500;

function checkCaching(route: Part, declared: DeclaredModels, note: CheckInput["note"]): void {
  const caching = partAt(route, "caching");
  const embedding = caching && nameAt(caching, "embedding_model_id");
  if (embedding === undefined) return;
  checkKnown([embedding], declared.embedding_models, "embedding model", note);
  const isOwn = namesOf(route, "embedding_models").some(({ name }) => name === embedding.name);
  if (declared.embedding_models.has(embedding.name) && !isOwn) {
    const message = `${shown(embedding.name)} must stand in this route's embedding_models too`;
    note({ path: embedding.path, message });
  }
}

/** Which model is asked first is said in one way. Balancing beside a routing holds for what no rule decides. */
function checkOneChoice(route: Part, note: CheckInput["note"]): void {
  const { strategy, routing, balancing } = route.members;
  const hasModels = namesOf(route, "chat_models").length > 0;
  if (strategy !== undefined && strategy !== "order" && (routing ?? balancing) !== undefined) {
    const other = routing === undefined ? "balancing" : "routing";
    note({ path: [...route.path, "strategy"], message: `stands beside ${other}, which chooses too: keep one of them` });
  }
  for (const name of ["routing", "balancing", "strategy"]) {
    if (route.members[name] !== undefined && !hasModels) {
      note({ path: [...route.path, name], on: "key", message: "chooses among chat_models, and the route has none" });
    }
  }
  if (route.members["duration_limiting"] !== undefined && namesOf(route, "transcription_models").length === 0) {
    note({
      path: [...route.path, "duration_limiting"],
      on: "key",
      message: "limits audio, and the route has no transcription_models",
    });
  }
}

function checkPlugins(route: Part, note: CheckInput["note"]): void {
  const plugins = partAt(route, "plugins");
  for (const name of Object.keys(plugins?.members ?? {})) {
    note({ path: [...route.path, "plugins", name], on: "key", message: "no plugin has this name: take it out" });
  }
}

function checkName(path: ConfigPath, { warn }: CheckInput): void {
  const name = String(path.at(-1));
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    warn({ path, on: "key", message: "route names are lower-case letters, digits and single dashes by custom" });
  }
}
