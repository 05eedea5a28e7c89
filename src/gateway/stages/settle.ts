import type { Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { NOTHING_USED } from "../limits/grant.ts";
import { usedOfRecord } from "../limits/used-of-record.ts";
import type { RequestRecord } from "../metering/record.ts";
import { buildRecord } from "../metering/seal.ts";
import type { Ending } from "../pipeline.ts";

/**
 * Stage 11: makes the request's record, gives back what was reserved and journals it. Runs on every path; the answer
 * ends only after it. Never fails the request: where no record can be made, what was taken is given back all the same.
 */
export async function settle(exchange: Exchange, gateway: Gateway, ending: Ending): Promise<void> {
  try {
    const sealed = exchange.record;
    const record =
      sealed !== undefined && ending.errorCode === null
        ? withLate(sealed, exchange)
        : buildRecord(exchange, gateway, ending, exchange.facts);
    exchange.record = record;
    exchange.cache?.end();
    const used = usedOfRecord(record);
    const nowMs = gateway.clock.now();
    exchange.grant?.settle(used, nowMs);
    exchange.attempt?.leave(used.tokens, nowMs);
    gateway.recent.set(record.requestId, record);
    gateway.metrics.observe(record);
    if (exchange.cache !== undefined) gateway.metrics.countCache(record.cache?.kind);
    gateway.routing.observe(exchange.plan, record, gateway.clock.now());
    await gateway.journal.append(JSON.stringify(record));
  } catch (error) {
    gateway.log.error({ requestId: exchange.requestId, err: error }, "A request could not be settled.");
    giveBack(exchange, gateway.clock.now());
  }
}

/** Each of them gives back once: what was settled before stays settled. */
function giveBack({ attempt, cache, grant }: Exchange, nowMs: number): void {
  grant?.settle(NOTHING_USED, nowMs);
  attempt?.leave(0, nowMs);
  cache?.end();
}

/** What was found after the record was sealed, in the answer's last words. */
function withLate(sealed: RequestRecord, { guard }: Exchange): RequestRecord {
  const found = guard?.violations.length ?? 0;
  return found === (sealed.guardrails?.length ?? 0) ? sealed : { ...sealed, guardrails: guard?.violations };
}
