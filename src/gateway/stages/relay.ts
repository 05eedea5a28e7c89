import { answerHeaders } from "../answer-headers.ts";
import type { Attempt } from "../attempts/attempt.ts";
import type { Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { sealedRecord } from "../metering/seal.ts";
import type { Ending } from "../pipeline.ts";
import type { WholeOpened } from "../relay/open-whole.ts";
import { StreamRelay } from "../relay/stream-relay.ts";
import type { Answered } from "./attempt.ts";

/** Stage 10: passes the answer on, all but its last bytes. */
export function relay(exchange: Exchange, gateway: Gateway, answered: Answered): Promise<Ending> {
  const { opened, attempt } = answered;
  if (opened.kind === "whole") return relayWhole(exchange, gateway, attempt, opened);
  return new StreamRelay(exchange, gateway, answered, opened).run();
}

async function relayWhole(
  exchange: Exchange,
  gateway: Gateway,
  attempt: Attempt,
  opened: WholeOpened,
): Promise<Ending> {
  exchange.facts = opened.facts;
  const rendered = opened.render(sealedRecord(exchange, gateway, attempt, opened.facts));
  const text = exchange.guard === undefined ? rendered : await exchange.guard.checkAnswer(rendered, opened.contentType);
  exchange.cache?.record(text);
  exchange.cache?.store(exchange, gateway, opened.contentType);
  await exchange.endpoint.keep?.(exchange, gateway, text);
  return {
    status: 200,
    errorCode: null,
    send: () => {
      const headers = answerHeaders(exchange, opened.contentType, gateway.clock.monotonic());
      headers.push("content-length", String(text.length));
      exchange.res.writeHead(200, headers);
      exchange.res.end(text, "latin1");
    },
  };
}
