import { hash } from "node:crypto";
import type { CallerKey } from "../caller.ts";

const known = new WeakMap<CallerKey, string>();

/**
 * Names what a caller may use and prefers: rules of the key, preferences of project and organization, regions, and whose
 * credentials pay. Callers who differ in it never share an answer, so that none gets one of a model or a region that is
 * closed to them. Made once for each caller object, which is replaced when anything of it changes.
 */
export function policyFingerprint(caller: CallerKey): string {
  const before = known.get(caller);
  if (before !== undefined) return before;
  const { iam, projectMode, routingPreferences, settings } = caller;
  const parts = [iam, projectMode, routingPreferences, settings.routingPreferences, settings.residency];
  const made = hash("sha256", JSON.stringify(parts), "base64url");
  known.set(caller, made);
  return made;
}
