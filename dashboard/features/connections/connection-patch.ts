import type { ProviderKey, ProviderKeyPatch } from "../../../src/client/api.ts";
import { draftOfRates, type RatesDraft, ratesPatch } from "../api-keys/limits-draft.ts";
import type { FormField } from "./credential-fields.ts";
import { credentialPatch, typedOf } from "./credential-patch.ts";

/** A connection as it is typed. */
export interface ConnectionDraft extends RatesDraft {
  readonly name: string;
  readonly baseUrl: string;
  /** Empty: all projects. */
  readonly projectId: string;
  readonly priority: string;
  readonly weight: string;
  readonly credential: Readonly<Record<string, string>>;
}

/** A connection, for a form with these fields. */
export function draftOfConnection(connection: ProviderKey, fields: readonly FormField[]): ConnectionDraft {
  const { name, baseUrl, projectId, priority, weight, rateLimits, credential } = connection;
  return {
    name,
    baseUrl: baseUrl ?? "",
    projectId: projectId ?? "",
    priority: String(priority),
    weight: String(weight),
    credential: typedOf(fields, credential),
    ...draftOfRates(rateLimits),
  };
}

/** Only what was changed. */
export function connectionPatch(
  connection: ProviderKey,
  fields: readonly FormField[],
  after: ConnectionDraft,
): ProviderKeyPatch {
  const before = draftOfConnection(connection, fields);
  const rateLimits = ratesPatch(before, after);
  const credential = credentialPatch(fields, connection.credential, after.credential);
  const baseUrl = after.baseUrl.trim();
  return {
    ...(after.name.trim() !== before.name && { name: after.name.trim() }),
    ...(baseUrl !== before.baseUrl && { baseUrl: baseUrl === "" ? null : baseUrl }),
    ...(after.projectId !== before.projectId && { projectId: after.projectId === "" ? null : after.projectId }),
    ...(after.priority !== before.priority && { priority: Number(after.priority) }),
    ...(after.weight !== before.weight && { weight: Number(after.weight) }),
    ...(rateLimits && { rateLimits }),
    ...(credential && { credential }),
  };
}
