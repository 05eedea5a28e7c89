import type { CallerRateLimits } from "../caller.ts";
import type { DecodedRequest } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { type Failure, failureOf } from "../upstream/failure.ts";
import { Grant } from "./grant.ts";
import type { LimitRule, Verdict } from "./limit-engine.ts";
import { promptTokensLikely } from "./prompt-size.ts";

/** Limits of one credential: who they belong to, and the rules. A day is none of a provider's windows. */
export interface CredentialCaps {
  /** The organization whose credential it is. */
  readonly tenant: string;
  readonly rules: readonly LimitRule[];
}

const MINUTE = { kind: "sliding", ms: 60_000 } as const;
const DAY = { kind: "sliding", ms: 86_400_000 } as const;

/** The rules that a credential's limits mean. */
export function capsOf(tenant: string, credentialId: string, limits: CallerRateLimits): CredentialCaps {
  const { rpm, tpm, rpd, parallel } = limits;
  const name = `provider:${credentialId}`;
  const of = { scope: "provider", scopeId: credentialId, hard: true } as const;
  const rules: LimitRule[] = [];
  if (rpm !== undefined) rules.push({ ...of, counter: `${name}:rpm`, measure: "requests", window: MINUTE, limit: rpm });
  if (rpd !== undefined) rules.push({ ...of, counter: `${name}:rpd`, measure: "requests", window: DAY, limit: rpd });
  if (tpm !== undefined) rules.push({ ...of, counter: `${name}:tpm`, measure: "tokens", window: MINUTE, limit: tpm });
  if (parallel !== undefined) {
    rules.push({
      ...of,
      counter: `${name}:parallel`,
      measure: "running",
      window: { kind: "running" },
      limit: parallel,
    });
  }
  return { tenant, rules };
}

/** What an attempt takes of a credential's limits. */
export interface PlaceWanted {
  readonly id: string;
  readonly caps: CredentialCaps;
  readonly request: DecodedRequest;
  readonly holdMs: number;
}

const OUTPUT_TOKENS_GUESS = 256;

/** Takes a place within a credential's limits; a failure, as the provider's own would be, where there is none. */
export async function takePlace(gateway: Gateway, wanted: PlaceWanted): Promise<Grant | Failure> {
  const { caps, id, holdMs, request } = wanted;
  const nowMs = gateway.clock.now();
  const tokens = promptTokensLikely(request) + (request.maxOutputTokens ?? OUTPUT_TOKENS_GUESS);
  const claims = caps.rules.map((rule) => ({ rule, amount: rule.measure === "tokens" ? tokens : 1 }));
  const reservation = { id, tenant: caps.tenant, claims, nowMs, holdMs };
  const verdict: Verdict = await gateway.limits.reserve(reservation);
  if (verdict.granted) return new Grant(gateway.limits, reservation, verdict.states);
  const state = verdict.states.find(({ rule }) => rule === verdict.refused.rule);
  const failure = failureOf(
    "connect",
    "rate-limit",
    "The connection's own limit is reached.",
    null,
    "connection_limit",
  );
  return { ...failure, retryAfterMs: state && Math.max(0, state.resetAtMs - nowMs) };
}
