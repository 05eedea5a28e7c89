import { priceAt } from "../../catalog/price-at.ts";
import type { CallerIamRule, CallerKey, CallerRoutingPreferences, CallerSettings } from "../caller.ts";
import { type CompiledIam, compileIam } from "../policy/iam.ts";
import { compileNames, type NameMatcher } from "../policy/name-patterns.ts";
import { offeringOf } from "../snapshot/view.ts";
import type { Entry } from "./entry.ts";
import { getOrMake } from "./get-or-make.ts";
import type { Rejection, RejectionCode } from "./rejection.ts";
import { residentCredentials } from "./residency.ts";
import type { Credential } from "./target.ts";

export type Priority = "cost" | "latency" | "quality";

/** What the caller's key, project and organization say of routing, ready to be asked. */
export interface Policy {
  readonly priority: Priority | null;
  readonly qualityThreshold: number | null;
  readonly maxLatencyMs: number | null;
  /** False: one candidate is asked, unless the request brings a chain of its own. */
  readonly fallbackEnabled: boolean;
  readonly fallbackChain: readonly string[];
  /** True when everything is allowed. */
  readonly open: boolean;
  /** Why a candidate is not allowed; undefined: it is. `route`: the route that was asked for, as callers name it. */
  check(entry: Entry, nowMs: number, route?: string): Rejection | undefined;
  /** The credentials that may be used, where not all may. */
  credentialsOf(entry: Entry): readonly Credential[] | undefined;
}

type Parts = Pick<CallerKey, "settings" | "routingPreferences" | "iam">;

/** Stand in for what is null, as a weak map needs objects. */
const NONE = {};

const compiled = new WeakMap<object, WeakMap<object, WeakMap<object, Policy>>>();

/** The policy of a caller. Compiled once for each set of parts, and kept as long as they are. */
export function policyOf({ settings, routingPreferences, iam }: Parts): Policy {
  const byProject = getOrMake(compiled, settings, () => new WeakMap<object, WeakMap<object, Policy>>());
  const byIam = getOrMake(byProject, routingPreferences ?? NONE, () => new WeakMap<object, Policy>());
  return getOrMake(byIam, iam ?? NONE, () => compilePolicy(settings, routingPreferences, iam));
}

function compilePolicy(
  settings: CallerSettings,
  project: CallerRoutingPreferences | null,
  rules: readonly CallerIamRule[] | null,
): Policy {
  const organization = settings.routingPreferences;
  const iam = rules === null || rules.length === 0 ? undefined : compileIam(rules);
  const gates = gatesOf(organization, project);
  const regions = settings.residency.allowedRegions;
  const credentialsOf = regions.length === 0 ? () => undefined : residencyOf(regions);
  return {
    priority: project?.priority ?? organization.priority,
    qualityThreshold: project?.qualityThreshold ?? organization.qualityThreshold,
    maxLatencyMs: project?.maxLatencyMs ?? organization.maxLatencyMs,
    fallbackEnabled: project?.fallbackEnabled ?? organization.fallbackEnabled ?? true,
    fallbackChain:
      project !== null && project.fallbackChain.length > 0 ? project.fallbackChain : organization.fallbackChain,
    open: iam === undefined && gates.length === 0 && regions.length === 0,
    credentialsOf,
    check(entry, nowMs, route) {
      const rule = iam && ruleAgainst(iam, entry, nowMs, route);
      if (rule !== undefined) return { label: entry.label, code: "iam", detail: rule };
      for (const { code, refuses } of gates) if (refuses(entry)) return { label: entry.label, code, detail: "" };
      if (credentialsOf(entry)?.length === 0) {
        return { label: entry.label, code: "residency", detail: regions.join(", ") };
      }
      return undefined;
    },
  };
}

function ruleAgainst(
  iam: CompiledIam,
  { candidate, providerId, modelId, label }: Entry,
  nowMs: number,
  route: string | undefined,
) {
  const { hit, nativeId } = candidate;
  const offering = offeringOf(candidate);
  const verdict = iam.check({
    providerId,
    modelId,
    label,
    nativeModel: nativeId,
    route,
    price: offering && priceAt(offering, nowMs),
    contextTokens: offering?.contextTokens ?? hit?.model.contextTokens,
  });
  return verdict.allowed ? undefined : verdict.rule;
}

interface Gate {
  readonly code: RejectionCode;
  refuses(entry: Entry): boolean;
}

/** Blocked lists add up; of allowed lists each must hold. */
function gatesOf(organization: CallerRoutingPreferences, project: CallerRoutingPreferences | null): Gate[] {
  const gates: Gate[] = [];
  for (const own of project === null ? [organization] : [organization, project]) {
    if (own.blockedProviders.length > 0) {
      const blocked = compileNames(own.blockedProviders);
      gates.push({ code: "provider_blocked", refuses: ({ providerId }) => blocked(providerId) });
    }
    if (own.allowedProviders.length > 0) {
      const allowed = compileNames(own.allowedProviders);
      gates.push({ code: "provider_not_allowed", refuses: ({ providerId }) => !allowed(providerId) });
    }
    if (own.blockedModels.length > 0) {
      const blocked = modelMatcher(own.blockedModels);
      gates.push({ code: "model_blocked", refuses: blocked });
    }
    if (own.allowedModels.length > 0) {
      const allowed = modelMatcher(own.allowedModels);
      gates.push({ code: "model_not_allowed", refuses: (entry) => !allowed(entry) });
    }
  }
  return gates;
}

/** Models are meant by id, `provider/model`, the provider's own name, or an alias. */
function modelMatcher(patterns: readonly string[]): (entry: Entry) => boolean {
  const matches: NameMatcher = compileNames(patterns);
  return ({ label, modelId, candidate }) =>
    matches(label) ||
    matches(modelId) ||
    matches(candidate.nativeId) ||
    (candidate.hit?.model.aliases?.some(matches) ?? false);
}

function residencyOf(regions: readonly string[]): (entry: Entry) => readonly Credential[] {
  const kept = new WeakMap<Entry, readonly Credential[]>();
  return (entry) => getOrMake(kept, entry, () => residentCredentials(entry, regions));
}
