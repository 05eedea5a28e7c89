import { fail, type GatewayError } from "../../errors/gateway-error.ts";
import { answerHeaders } from "../answer-headers.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { sealedRecord } from "../metering/seal.ts";
import type { Ending } from "../pipeline.ts";
import type { WholeOpened } from "../relay/open-whole.ts";
import type { StreamAnswer } from "../upstream/answer.ts";
import { CallerGoneError, type Failure } from "../upstream/failure.ts";
import type { Opened } from "./attempt.ts";

/** Stage 6: passes the answer on, all but its last bytes. */
export function relay(
  exchange: Exchange,
  gateway: Gateway,
  _request: DecodedRequest,
  opened: Opened,
): Ending | Promise<Ending> {
  return opened.kind === "whole" ? relayWhole(exchange, gateway, opened) : relayStream(exchange, gateway, opened);
}

function relayWhole(exchange: Exchange, gateway: Gateway, opened: WholeOpened): Ending {
  exchange.facts = opened.facts;
  const text = opened.render(sealedRecord(exchange, gateway, opened.facts));
  return {
    status: 200,
    errorCode: null,
    send: () => {
      const headers = answerHeaders(exchange, "application/json", gateway.clock.monotonic());
      headers.push("content-length", String(text.length));
      exchange.res.writeHead(200, headers);
      exchange.res.end(text, "latin1");
    },
  };
}

const EVENT_STREAM = "text/event-stream; charset=utf-8";

function relayStream(exchange: Exchange, gateway: Gateway, answer: StreamAnswer): Promise<Ending> {
  const { res } = exchange;
  const { facts } = answer.tap;
  exchange.facts = facts;
  let last = "";
  let paused = false;
  const writeHead = (): void => {
    const headers = answerHeaders(exchange, EVENT_STREAM, gateway.clock.monotonic());
    headers.push("cache-control", "no-cache", "x-accel-buffering", "no");
    res.writeHead(200, headers);
  };
  const keepAlive = exchange.endpoint.chat?.keepAlive ?? "";
  const idle = setInterval(() => {
    if (res.headersSent && !res.writableNeedDrain) res.write(keepAlive, "latin1");
  }, gateway.settings.keepAliveMs);

  return new Promise((resolve, reject) => {
    const end = (ending: Ending | Error): void => {
      clearInterval(idle);
      exchange.onCallerGone(undefined);
      if (ending instanceof Error) reject(ending);
      else resolve(ending);
    };
    answer.read({
      onText: (text) => {
        if (facts.terminal) {
          last += text;
          return;
        }
        if (!res.headersSent) writeHead();
        idle.refresh();
        if (res.write(text, "latin1") || paused) return;
        paused = true;
        answer.pause();
        res.once("drain", () => {
          paused = false;
          answer.resume();
        });
      },
      onEnd: (failure) => {
        if (failure === undefined) end(complete(exchange, () => last, writeHead));
        // As long as nothing has gone out, an error is an error answer and not the end of a stream.
        else end(res.headersSent ? broken(exchange, failure) : brokenError(failure));
      },
    });
    exchange.onCallerGone(() => {
      // In this order: the abort ends the answer at once, and that is not what happened.
      end({ status: 499, errorCode: "client_closed", send: () => {} });
      answer.abort(new CallerGoneError("the caller went away"));
    });
  });
}

function complete(exchange: Exchange, last: () => string, writeHead: () => void): Ending {
  return {
    status: 200,
    errorCode: null,
    send: () => {
      if (!exchange.res.headersSent) writeHead();
      exchange.res.end(last(), "latin1");
    },
  };
}

function brokenError(failure: Failure): GatewayError {
  const timeout = failure.error.kind === "timeout";
  return fail(timeout ? "upstream_timeout" : "upstream_interrupted", {
    message: `The answer broke off: ${failure.error.message}`,
    internal: failure.error.code ?? failure.error.kind,
  });
}

/** Ends a stream whose upstream died in a way that no client takes for a complete answer. */
function broken(exchange: Exchange, failure: Failure): Ending {
  const error = brokenError(failure);
  return {
    status: 200,
    errorCode: error.code,
    send: () => exchange.res.end(exchange.endpoint.chat?.endBadly(error, exchange.requestId) ?? ""),
  };
}
