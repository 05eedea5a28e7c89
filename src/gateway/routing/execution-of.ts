import { fail } from "../../errors/gateway-error.ts";
import type { Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { type Execution, RECOVERIES, type Recovery } from "./execution.ts";

const HOLD_MS = 500;
const HOLD_CHARS = 4_096;
const MAX_MS = 3_600_000;

/**
 * How a request's attempts are made: as the operator set it, changed by the request's headers
 * `x-llm-gateway-recovery`, `x-llm-gateway-hedge-ms` and `x-llm-gateway-timeout-ms`, which narrow but never widen a
 * deadline. Throws `invalid_parameters`.
 */
export function executionOf(exchange: Exchange, { settings }: Pick<Gateway, "settings">): Execution {
  const totalMs = numberOf(exchange, "x-llm-gateway-timeout-ms") ?? settings.totalTimeoutMs;
  const within = (ms: number): number => Math.min(ms, totalMs);
  return {
    recovery: recoveryOf(exchange) ?? settings.recovery,
    holdMs: HOLD_MS,
    holdChars: HOLD_CHARS,
    retries: settings.retries,
    hedgeAfterMs: numberOf(exchange, "x-llm-gateway-hedge-ms") ?? settings.hedgeAfterMs,
    deadlines: {
      headersMs: within(settings.headersTimeoutMs),
      firstTokenMs: within(settings.firstTokenTimeoutMs),
      firstTokenPatienceMs: within(Math.min(settings.firstTokenPatienceMs, settings.firstTokenTimeoutMs)),
      idleMs: within(settings.idleTimeoutMs),
      totalMs: within(settings.totalTimeoutMs),
    },
  };
}

function recoveryOf({ req }: Exchange): Recovery | undefined {
  const given = req.headers["x-llm-gateway-recovery"];
  if (given === undefined) return undefined;
  const found = RECOVERIES.find((one) => one === given);
  if (found !== undefined) return found;
  throw fail("invalid_parameters", {
    param: "x-llm-gateway-recovery",
    message: `'x-llm-gateway-recovery' must be one of ${RECOVERIES.join(", ")}.`,
  });
}

function numberOf({ req }: Exchange, name: string): number | undefined {
  const given = req.headers[name];
  if (given === undefined) return undefined;
  const ms = Number(given);
  if (Number.isInteger(ms) && ms > 0 && ms <= MAX_MS) return ms;
  throw fail("invalid_parameters", {
    param: name,
    message: `'${name}' must be a whole number of milliseconds above 0.`,
  });
}
