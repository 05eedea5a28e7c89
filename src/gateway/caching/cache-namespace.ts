import type { CallerKey } from "../caller.ts";

/** Who shares answers: an organization's setting. */
export type NamespaceKind = "organization" | "project" | "key";

/** Those who share answers; what is null is not told apart. Never wider than one organization. */
export interface CacheNamespace {
  readonly organizationId: string;
  readonly projectId: string | null;
  readonly keyId: string | null;
}

/** Wires whose answers can be referred to later: what they name is kept by project, so no other project may get it. */
const STATEFUL_WIRES: ReadonlySet<string> = new Set(["openai-responses"]);

/** The namespace of a caller's request; `wire` is the id of the caller's wire. */
export function namespaceOf(
  { organizationId, projectId, keyId }: Pick<CallerKey, "organizationId" | "projectId" | "keyId">,
  kind: NamespaceKind,
  wire: string,
): CacheNamespace {
  if (kind === "key") return { organizationId, projectId, keyId };
  const shared = kind === "organization" && !STATEFUL_WIRES.has(wire);
  return { organizationId, projectId: shared ? null : projectId, keyId: null };
}
