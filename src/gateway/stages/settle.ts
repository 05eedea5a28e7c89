import { completionTokens, promptTokens } from "../../canonical/usage.ts";
import type { Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { buildRecord } from "../metering/seal.ts";
import type { Ending } from "../pipeline.ts";

/**
 * Stage 7: makes the request's record, gives back what was reserved and journals it. Runs on every path; the answer
 * ends only after it. Never fails the request.
 */
export async function settle(exchange: Exchange, gateway: Gateway, ending: Ending): Promise<void> {
  try {
    const sealed = exchange.record;
    const record =
      sealed !== undefined && ending.errorCode === null
        ? sealed
        : buildRecord(exchange, gateway, ending, exchange.facts);
    exchange.record = record;
    exchange.grant?.settle(promptTokens(record.usage) + completionTokens(record.usage));
    gateway.recent.set(record.requestId, record);
    gateway.metrics.observe(record);
    gateway.routing.observe(exchange.plan, record, gateway.clock.now());
    await gateway.journal.append(JSON.stringify(record));
  } catch (error) {
    gateway.log.error({ requestId: exchange.requestId, err: error }, "A request could not be settled.");
  }
}
