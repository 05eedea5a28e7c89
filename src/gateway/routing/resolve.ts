import { fail } from "../../errors/gateway-error.ts";
import { settingNameOfKey } from "../../providers/setting-name.ts";
import type { Endpoint } from "../endpoint.ts";
import { type Candidate, type ConnectedProvider, serves, type View } from "../snapshot/view.ts";

/** What is asked for, and in which wire. */
type Asked = Pick<Endpoint, "operation" | "dialect">;

/**
 * The candidates that a model string names, in catalogue order:
 * `<provider>/<catalogue id or native name>`, or a bare catalogue id wherever it is offered. Throws `model_not_found`
 * with the nearest names, `provider_key_missing` when nobody who has it can be called.
 */
export function resolveModel(name: string, view: View, endpoint: Asked): Candidate[] {
  const slash = name.indexOf("/");
  const provider = slash > 0 ? view.providers.get(name.slice(0, slash).toLowerCase()) : undefined;
  if (provider !== undefined) return [atProvider(provider, name.slice(slash + 1), view)];
  const hits = view.catalog.findAnywhere(name);
  if (hits.length === 0) throw notFound(name, view);
  const connected = hits.flatMap((hit) => {
    const owner = view.providers.get(hit.offering.provider);
    return owner === undefined ? [] : [{ connected: owner, nativeId: hit.nativeId, hit }];
  });
  const usable = connected.filter((candidate) => canCall(candidate.connected, endpoint, view));
  if (usable.length === 0) {
    throw fail("provider_key_missing", {
      param: "model",
      message: `'${name}' is offered by ${connected.map((c) => c.connected.provider.id).join(", ")}, but none has a key here. ${howToConnect(connected[0]?.connected, view)}`,
    });
  }
  return usable;
}

/** True for `<provider>/…`: the caller chose the provider, and nothing is left to choose. */
export function namesProvider(name: string, view: View): boolean {
  const slash = name.indexOf("/");
  return slash > 0 && view.providers.has(name.slice(0, slash).toLowerCase());
}

/** True when the provider has a usable key and serves the operation. */
export function canCall(connected: ConnectedProvider, { operation, dialect }: Asked, view: View): boolean {
  return connected.credentials.length > 0 && serves(connected.provider, operation, dialect.id, view.local);
}

function atProvider(connected: ConnectedProvider, name: string, view: View): Candidate {
  const { id } = connected.provider;
  if (name === "") throw notFound(`${id}/`, view);
  if (connected.credentials.length === 0) {
    throw fail("provider_key_missing", {
      param: "model",
      message: `There is no key for '${id}'. ${howToConnect(connected, view)}`,
    });
  }
  const hit = view.catalog.find(id, name);
  return { connected, nativeId: hit?.nativeId ?? name, hit };
}

function howToConnect(connected: ConnectedProvider | undefined, view: View): string {
  if (connected === undefined) return "";
  if (view.ownKeysOnly)
    return "The project uses the organization's own provider keys only: add one under /api/v1/provider-keys.";
  return `Set ${settingNameOfKey(connected.provider)} and restart, or add a provider key under /api/v1/provider-keys.`;
}

function notFound(name: string, view: View): Error {
  const shown = name.length > 100 ? `${name.slice(0, 100)}…` : name;
  const near = view.catalog.nearest(name, 3);
  const hint =
    near.length === 0
      ? "GET /v1/models lists what can be called."
      : `Did you mean ${near.map((n) => `'${n}'`).join(" or ")}?`;
  return fail("model_not_found", { param: "model", message: `There is no model '${shown}'. ${hint}` });
}
