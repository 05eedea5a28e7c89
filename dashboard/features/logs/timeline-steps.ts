import type { LogWithReceipt } from "../../../src/client/api.ts";

/** A stretch of the request's time, in milliseconds since it arrived. */
export interface Stretch {
  readonly label: string;
  readonly startMs: number;
  readonly lengthMs: number;
  readonly kind: "gateway" | "attempt" | "failed";
  readonly status: number | null;
  readonly errorCode: string | null;
}

/** What may be missing in the sum of attempts without anybody having waited. */
const SLACK = 0.02;

/**
 * Where the time went: the gateway before the first call, then each attempt. Attempts follow one another; when each began
 * is not recorded, so where the gateway waited between them the stretches are lengths alone, and all begin at 0.
 * A request whose first attempt answered has no attempts in its record: its time is that of who answered.
 */
export function stretchesOf(log: LogWithReceipt): readonly Stretch[] {
  const { latencyMs: totalMs } = log;
  const attempts = log.attempts.length > 0 ? log.attempts : onlyAttempt(log);
  const gatewayMs = Math.min(log.overheadMs, totalMs);
  const restMs = totalMs - attempts.reduce((sum, { latencyMs }) => sum + latencyMs, gatewayMs);
  const isGapless = attempts.length < 2 || restMs <= totalMs * SLACK;
  let startMs = isGapless ? gatewayMs : 0;
  const stretches = attempts.map(({ provider, model, status, errorCode, latencyMs }): Stretch => {
    // The clock of an attempt may run a little longer than that of the request.
    const lengthMs = Math.max(0, Math.min(latencyMs, totalMs - startMs));
    const isFailed = errorCode !== null || (status !== null && status >= 400);
    const kind = isFailed ? "failed" : "attempt";
    const stretch = { label: `${provider}/${model}`, startMs, lengthMs, kind, status, errorCode } as const;
    if (isGapless) startMs += lengthMs;
    return stretch;
  });
  const gateway = { label: "Gateway", startMs: 0, lengthMs: gatewayMs, kind: "gateway", ...NO_ANSWER } as const;
  const waited = {
    label: "Waited between calls",
    startMs: 0,
    lengthMs: restMs,
    kind: "gateway",
    ...NO_ANSWER,
  } as const;
  return isGapless ? [gateway, ...stretches] : [gateway, ...stretches, waited];
}

/** True when a provider was called: not when the request was refused before, nor when the cache answered. */
export function hasCalls(log: LogWithReceipt): boolean {
  return log.attempts.length > 0 || onlyAttempt(log).length > 0;
}

const NO_ANSWER = { status: null, errorCode: null } as const;

function onlyAttempt(log: LogWithReceipt): LogWithReceipt["attempts"] {
  if (log.provider === null || log.cached) return [];
  const { provider, model, nativeModel, latencyMs, overheadMs } = log;
  return [
    {
      provider,
      model: model ?? nativeModel ?? "",
      status: log.status,
      errorCode: log.errorCode,
      latencyMs: Math.max(0, latencyMs - overheadMs),
    },
  ];
}
