import { fail } from "../../errors/gateway-error.ts";
import type { Operation } from "../../providers/provider.ts";
import { settingNameOfKey } from "../../providers/setting-name.ts";
import type { Candidate, ConnectedProvider, Snapshot } from "../snapshot/snapshot.ts";

/**
 * The candidates that a model string names, in catalogue order:
 * `<provider>/<catalogue id or native name>`, or a bare catalogue id wherever it is offered. Throws `model_not_found`
 * with the nearest names, `provider_key_missing` when nobody who has it can be called.
 */
export function resolveModel(name: string, snapshot: Snapshot, operation: Operation): Candidate[] {
  const slash = name.indexOf("/");
  const provider = slash > 0 ? snapshot.providers.get(name.slice(0, slash).toLowerCase()) : undefined;
  if (provider !== undefined) return [atProvider(provider, name.slice(slash + 1), snapshot)];
  const hits = snapshot.catalog.findAnywhere(name);
  if (hits.length === 0) throw notFound(name, snapshot);
  const connected = hits.flatMap((hit) => {
    const owner = snapshot.providers.get(hit.offering.provider);
    return owner === undefined ? [] : [{ connected: owner, nativeId: hit.nativeId, hit }];
  });
  const usable = connected.filter((candidate) => canCall(candidate.connected, operation));
  if (usable.length === 0) {
    throw fail("provider_key_missing", {
      param: "model",
      message: `'${name}' is offered by ${connected.map((c) => c.connected.provider.id).join(", ")}, but none has a key here. ${howToConnect(connected[0]?.connected)}`,
    });
  }
  return usable;
}

/** True for `<provider>/…`: the caller chose the provider, and nothing is left to choose. */
export function namesProvider(name: string, snapshot: Snapshot): boolean {
  const slash = name.indexOf("/");
  return slash > 0 && snapshot.providers.has(name.slice(0, slash).toLowerCase());
}

/** True when the provider has a usable key and serves the operation. */
export function canCall(connected: ConnectedProvider, operation: Operation): boolean {
  return (
    connected.credentials.length > 0 &&
    connected.provider.speaks.some((s) => s.operation === operation || operation === "count-tokens")
  );
}

function atProvider(connected: ConnectedProvider, name: string, snapshot: Snapshot): Candidate {
  const { id } = connected.provider;
  if (name === "") throw notFound(`${id}/`, snapshot);
  if (connected.credentials.length === 0) {
    throw fail("provider_key_missing", {
      param: "model",
      message: `There is no key for '${id}'. ${howToConnect(connected)}`,
    });
  }
  const hit = snapshot.catalog.find(id, name);
  return { connected, nativeId: hit?.nativeId ?? name, hit };
}

function howToConnect(connected: ConnectedProvider | undefined): string {
  return connected === undefined ? "" : `Set ${settingNameOfKey(connected.provider)} and restart.`;
}

function notFound(name: string, snapshot: Snapshot): Error {
  const shown = name.length > 100 ? `${name.slice(0, 100)}…` : name;
  const near = snapshot.catalog.nearest(name, 3);
  const hint =
    near.length === 0
      ? "GET /v1/models lists what can be called."
      : `Did you mean ${near.map((n) => `'${n}'`).join(" or ")}?`;
  return fail("model_not_found", { param: "model", message: `There is no model '${shown}'. ${hint}` });
}
