import { fail, isGatewayError } from "../../errors/gateway-error.ts";
import { choose, type Situation } from "./choose.ts";
import { entriesOf } from "./entries.ts";
import type { Entry } from "./entry.ts";
import { forbidden } from "./forbidden.ts";
import { divide } from "./pool.ts";
import type { Rejection } from "./rejection.ts";
import { namesProvider } from "./resolve.ts";

/** Who is asked when all before have failed. */
export interface Chain {
  readonly entries: readonly Entry[];
  readonly rejected: readonly Rejection[];
}

const NO_CHAIN: Chain = { entries: [], rejected: [] };

/**
 * The request's own chain, else that of the preferences. What the request names must be there and allowed; throws
 * `model_not_found` or `permission_denied` with its place. Of the preferences what is neither is passed over.
 */
export function chainOf(situation: Situation): Chain {
  const { facts, policy } = situation;
  if (facts.fallbackChain.length > 0) return requested(situation);
  if (!policy.fallbackEnabled || policy.fallbackChain.length === 0) return NO_CHAIN;
  // Other models make other vectors, which nobody wants to find among theirs.
  return facts.asked.operation === "chat" ? preferred(situation) : NO_CHAIN;
}

function requested(situation: Situation): Chain {
  const entries: Entry[] = [];
  for (const [i, name] of situation.facts.fallbackChain.entries()) {
    const param = `x-fallback-chain[${i}]`;
    const found = resolve(name, situation, param);
    if (found.length === 0) continue;
    const { allowed, denied } = divide(found, situation.policy, situation.nowMs);
    if (allowed.length === 0) throw forbidden(denied, param);
    const best = bestOf(name, allowed, situation);
    if (best !== undefined) entries.push(best);
  }
  return { entries, rejected: [] };
}

/** None where no provider of it has a key, as the others can answer. */
function resolve(name: string, { facts, view }: Situation, param: string): readonly Entry[] {
  try {
    return entriesOf(view).named(name, facts.asked);
  } catch (error) {
    if (!isGatewayError(error)) throw error;
    if (error.code === "provider_key_missing") return [];
    throw fail(error.code, { message: error.message, param });
  }
}

function preferred(situation: Situation): Chain {
  const { facts, policy, view, nowMs } = situation;
  const entries: Entry[] = [];
  const rejected: Rejection[] = [];
  for (const name of policy.fallbackChain) {
    try {
      const { allowed, denied } = divide(entriesOf(view).named(name, facts.asked), policy, nowMs);
      const fit = allowed.filter(({ candidate }) => (candidate.hit?.model.operation ?? "chat") === "chat");
      const best = bestOf(name, fit, situation);
      if (best !== undefined) entries.push(best);
      else rejected.push(...denied);
    } catch (error) {
      if (!isGatewayError(error)) throw error;
      if (error.code === "provider_key_missing") rejected.push({ label: name, code: "no_credential", detail: "" });
    }
  }
  return { entries, rejected };
}

/** One candidate for an entry; hints narrow it where they could choose. */
function bestOf(name: string, entries: readonly Entry[], situation: Situation): Entry | undefined {
  if (entries.length === 1 && namesProvider(name, situation.view)) return entries[0];
  return choose(entries, { ...situation, seed: 1 }, { auto: false, needs: undefined }).ranking[0]?.entry;
}
