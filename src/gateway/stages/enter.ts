import { fail } from "../../errors/gateway-error.ts";
import { nearestName } from "../../nearest.ts";
import type { CallerKey } from "../caller.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { callerOfRoute } from "../routes/caller-of-route.ts";
import type { ServedProject } from "../routes/route-table.ts";
import { getOrMake } from "../routing/get-or-make.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";

/**
 * Stage 3: whether a route of the project's configuration is asked for. The request keeps the one that it found, however
 * long it takes; from here on the caller is as the route has them. Throws `model_not_found` for a route that the
 * project does not serve.
 */
export function enter(exchange: Exchange, gateway: Gateway, caller: CallerKey, request: DecodedRequest): CallerKey {
  const snapshot = gateway.snapshot();
  const route = snapshot.routes.find(caller.projectId, request.model, exchange.inner);
  if (route === undefined) {
    checkNoRoute(request.model, caller, snapshot);
    return caller;
  }
  exchange.route = route;
  // What the gateway asks of itself passes neither guardrails nor caches.
  return exchange.inner ? withoutIam(caller) : callerOfRoute(caller, route);
}

const asProject = new WeakMap<CallerKey, CallerKey>();

/**
 * A caller for whom a configuration asks one of its own models, as a judge or for an embedding. Keys are held to what
 * they may ask for themselves; what the project's configuration needs for it is not theirs to choose.
 */
function withoutIam(caller: CallerKey): CallerKey {
  if (caller.iam === null) return caller;
  return getOrMake(asProject, caller, () => ({ ...caller, iam: null }));
}

/** What begins with the project's own name can mean a route alone, unless a provider has that name too. */
function checkNoRoute(model: string, caller: CallerKey, snapshot: Snapshot): void {
  const project = snapshot.routes.of(caller.projectId);
  const slug = project?.from.projectSlug ?? caller.projectSlug;
  if (!model.startsWith(slug) || model[slug.length] !== "/") return;
  if (snapshot.viewOf(caller).providers.has(slug.toLowerCase())) return;
  if (snapshot.catalog.findAnywhere(model).length > 0) return;
  throw fail("model_not_found", { param: "model", message: noRoute(model, slug, project) });
}

const SHOWN_MAX = 100;
/** Routes that a mistyped name is compared with: it costs something, and anybody may mistype. */
const COMPARED_MAX = 100;

function noRoute(model: string, slug: string, project: ServedProject | undefined): string {
  const shown = model.length > SHOWN_MAX ? `${model.slice(0, SHOWN_MAX)}…` : model;
  if (project === undefined) return `There is no route '${shown}': the project '${slug}' serves no configuration.`;
  const near = nearestName(model, [...project.routes.keys()].slice(0, COMPARED_MAX));
  const hint = near === undefined ? "" : ` Did you mean '${near}'?`;
  return `There is no route '${shown}' in the configuration that is served (version ${project.from.version}).${hint}`;
}
