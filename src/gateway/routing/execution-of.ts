import { fail } from "../../errors/gateway-error.ts";
import type { Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import type { ServedRoute } from "../routes/served-route.ts";
import { type Execution, RECOVERIES, type Recovery } from "./execution.ts";

const HOLD_MS = 500;
const HOLD_CHARS = 4_096;
const MAX_MS = 3_600_000;
const NO_ROUTE: Pick<ServedRoute, "deadlines" | "hedgeAfterMs" | "recovery"> = {
  deadlines: {},
  hedgeAfterMs: undefined,
  recovery: undefined,
};

/**
 * How a request's attempts are made: as the operator set it, else as the route says, changed by the request's headers
 * `x-llm-gateway-recovery`, `x-llm-gateway-hedge-ms` and `x-llm-gateway-timeout-ms`, which narrow but never widen a
 * deadline. Throws `invalid_parameters`.
 */
export function executionOf(exchange: Exchange, { settings }: Pick<Gateway, "settings">): Execution {
  const { deadlines, hedgeAfterMs, recovery } = exchange.route ?? NO_ROUTE;
  const wholeMs = deadlines.totalMs ?? settings.totalTimeoutMs;
  const totalMs = numberOf(exchange, "x-llm-gateway-timeout-ms") ?? wholeMs;
  const within = (ms: number): number => Math.min(ms, totalMs);
  const firstTokenMs = deadlines.firstTokenMs ?? settings.firstTokenTimeoutMs;
  const patienceMs = deadlines.firstTokenPatienceMs ?? settings.firstTokenPatienceMs;
  return {
    recovery: recoveryOf(exchange) ?? recovery ?? settings.recovery,
    holdMs: HOLD_MS,
    holdChars: HOLD_CHARS,
    retries: settings.retries,
    hedgeAfterMs: numberOf(exchange, "x-llm-gateway-hedge-ms") ?? hedgeAfterMs ?? settings.hedgeAfterMs,
    deadlines: {
      headersMs: within(deadlines.headersMs ?? settings.headersTimeoutMs),
      firstTokenMs: within(firstTokenMs),
      firstTokenPatienceMs: within(Math.min(patienceMs, firstTokenMs)),
      idleMs: within(deadlines.idleMs ?? settings.idleTimeoutMs),
      totalMs: within(wholeMs),
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
