import type { UpstreamError } from "../../canonical/response.ts";
import { type FailureFacts, fail, type GatewayError } from "../../errors/gateway-error.ts";
import type { Exchange } from "../exchange.ts";
import type { Plan } from "../routing/plan.ts";
import type { Failure } from "../upstream/failure.ts";

/**
 * The error for a request that no attempt could serve. A provider's genuine client error keeps its status and reason;
 * all limits → 429 with the shortest wait, all silence → 504, else 502 with the attempts.
 */
export function attemptsFailed(exchange: Exchange, failures: readonly Failure[], plan: Plan): GatewayError {
  const last = failures.at(-1);
  if (last === undefined) return allOpen(plan);
  if (PASSED_ON.has(last.error.kind)) return passedOn(last.error);
  const facts: FailureFacts = {
    details: exchange.attempts.map(({ provider, model, status, errorCode, latencyMs }) => ({
      provider,
      model,
      status,
      error_code: errorCode,
      latency_ms: latencyMs,
    })),
    internal: failures.map((failure) => `${failure.at}: ${failure.error.message}`).join("; "),
  };
  const who = [...new Set(exchange.attempts.map((attempt) => attempt.provider))].join(", ");
  if (failures.every((failure) => failure.error.kind === "rate-limit")) {
    const waits = failures.flatMap((failure) => failure.retryAfterMs ?? []);
    const retryAfterSeconds = Math.max(1, Math.ceil((waits.length > 0 ? Math.min(...waits) : 1000) / 1000));
    return fail("rate_limit_exceeded", {
      ...facts,
      retryAfterSeconds,
      message: `The provider's rate limit is reached (${who}).`,
    });
  }
  if (failures.every((failure) => failure.error.kind === "timeout")) {
    return fail("upstream_timeout", { ...facts, message: `No provider answered in time (${who}).` });
  }
  return fail("all_providers_failed", {
    ...facts,
    message: `Every provider that could serve this request failed (${who}): ${last.error.message}`,
  });
}

function allOpen({ targets }: Plan): GatewayError {
  const who = [...new Set(targets.map((target) => target.providerId))].join(", ");
  return fail("no_healthy_provider", {
    retryAfterSeconds: 1,
    message: `Every candidate failed lately and is given a rest (${who}). Try again shortly, or name others in 'x-fallback-chain'.`,
  });
}

const PASSED_ON: ReadonlySet<string> = new Set(["bad-request", "context-length", "content-filter", "model-missing"]);

function passedOn(error: UpstreamError): GatewayError {
  const status = error.status >= 400 && error.status < 500 ? error.status : 400;
  return fail("upstream_rejected", {
    status,
    message: error.message,
    upstreamCode: error.code,
    upstreamType: error.type,
    ...(error.param === undefined ? {} : { param: error.param }),
  });
}
