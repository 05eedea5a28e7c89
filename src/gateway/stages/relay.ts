import { fail, type GatewayError } from "../../errors/gateway-error.ts";
import { latin1OfText } from "../../framing/latin1.ts";
import { answerHeaders } from "../answer-headers.ts";
import type { Attempt } from "../attempts/attempt.ts";
import { noteBroken } from "../attempts/note-outcome.ts";
import type { StreamShape } from "../endpoint.ts";
import type { Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { meter } from "../metering/meter.ts";
import { sealedRecord } from "../metering/seal.ts";
import type { Ending } from "../pipeline.ts";
import { Delivered } from "../recovery/delivered.ts";
import { resume } from "../recovery/resume.ts";
import type { WholeOpened } from "../relay/open-whole.ts";
import type { StreamAnswer } from "../upstream/answer.ts";
import { CallerGoneError, type Failure } from "../upstream/failure.ts";
import type { Answered } from "./attempt.ts";

/** Stage 6: passes the answer on, all but its last bytes. */
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
  const text = opened.render(sealedRecord(exchange, gateway, attempt, opened.facts));
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

const EVENT_STREAM = "text/event-stream; charset=utf-8";

/** Passes one stream on, and goes on with another where the first breaks and the request wants that. */
class StreamRelay {
  readonly #exchange: Exchange;
  readonly #gateway: Gateway;
  readonly #answered: Answered;
  readonly #delivered: Delivered | undefined;
  #answer: StreamAnswer;
  #attempt: Attempt;
  /** Set once the answer is whole: these bytes go out after it is recorded. */
  #last = "";
  readonly #shape: StreamShape | undefined;
  #paused = false;

  constructor(exchange: Exchange, gateway: Gateway, answered: Answered, answer: StreamAnswer) {
    this.#exchange = exchange;
    this.#gateway = gateway;
    this.#answered = answered;
    this.#answer = answer;
    this.#attempt = answered.attempt;
    this.#shape = exchange.endpoint.reshape?.(exchange.query);
    const { recovery } = answered.run.plan.execution;
    const goesOn = exchange.endpoint.chat !== undefined && (recovery === "splice" || recovery === "prefill");
    this.#delivered = goesOn ? new Delivered() : undefined;
  }

  async run(): Promise<Ending> {
    const { res, endpoint } = this.#exchange;
    const keepAlive = endpoint.dialect.keepAlive ?? "";
    const idle = setInterval(() => {
      if (keepAlive !== "" && res.headersSent && !res.writableNeedDrain) res.write(this.#shaped(keepAlive), "latin1");
    }, this.#gateway.settings.keepAliveMs);
    try {
      for (;;) {
        const failure = await this.#pass(() => idle.refresh());
        if (failure === undefined) return await this.#complete();
        if (failure === "over") return this.#over();
        noteBroken(this.#gateway, this.#attempt, failure);
        this.#exchange.breakOff(failure);
        // As long as nothing has gone out, an error is an error answer and not the end of a stream.
        if (!res.headersSent) throw brokenError(failure);
        if (!(await this.#goOn())) {
          return this.#exchange.over ? this.#over() : this.#broken(brokenError(failure));
        }
      }
    } finally {
      clearInterval(idle);
    }
  }

  /** Passes the present answer on to its end; gives why it broke, if it did. */
  #pass(onSent: () => void): Promise<Failure | "over" | undefined> {
    const { res } = this.#exchange;
    const answer = this.#answer;
    const { facts } = answer.tap;
    this.#exchange.facts = facts;
    return new Promise((resolve) => {
      const forget = this.#exchange.whenOver(() => {
        // In this order: the abort ends the answer at once, and that is not what happened.
        resolve("over");
        answer.abort(new CallerGoneError("the request is over"));
      });
      answer.read({
        onText: (text) => {
          if (facts.terminal) {
            this.#last += text;
            return;
          }
          if (!res.headersSent) this.#writeHead();
          onSent();
          this.#delivered?.add(text);
          if (res.write(this.#shaped(text), "latin1") || this.#paused) return;
          this.#paused = true;
          answer.pause();
          res.once("drain", () => {
            this.#paused = false;
            this.#answer.resume();
          });
        },
        onEnd: (failure) => {
          forget();
          resolve(failure);
        },
      });
    });
  }

  #over(): Ending {
    const { endedBy, res } = this.#exchange;
    if (endedBy === undefined || res.destroyed) return { status: 499, errorCode: "client_closed", send: () => {} };
    if (!res.headersSent) throw endedBy;
    return this.#broken(endedBy);
  }

  /** Finds somebody who gives the rest; false when nobody does. */
  async #goOn(): Promise<boolean> {
    if (this.#delivered === undefined) return false;
    const { facts, sunk } = this.#exchange;
    if (facts === undefined) return false;
    // Before the rest comes: it may come whole, and be sealed, at once.
    sunk.push(meter(this.#exchange, this.#gateway, this.#attempt, facts));
    const resumed = await resume(this.#answered.run, this.#attempt, this.#delivered);
    if (resumed === undefined) {
      sunk.pop();
      return false;
    }
    this.#answer = resumed.answer;
    this.#attempt = resumed.attempt;
    this.#exchange.adopt(resumed.attempt);
    return true;
  }

  #writeHead(): void {
    const { tap, headers: upstream } = this.#answer;
    const type = tap.framing === "raw" ? upstream["content-type"] : undefined;
    const headers = answerHeaders(
      this.#exchange,
      this.#shape?.contentType ?? type ?? EVENT_STREAM,
      this.#gateway.clock.monotonic(),
    );
    headers.push("cache-control", "no-cache", "x-accel-buffering", "no");
    this.#exchange.res.writeHead(200, headers);
  }

  /** Ends the stream in a way that no client takes for a complete answer. */
  #broken(error: GatewayError): Ending {
    const { endpoint, requestId, res } = this.#exchange;
    return {
      status: 200,
      errorCode: error.code,
      send: () => {
        const last = this.#answer.tap.endBadly?.(error) ?? endpoint.dialect.endBadly?.(error, requestId);
        // Without words for it, only a connection that breaks tells that something is missing.
        if (last === undefined) res.destroy();
        else res.end(this.#shaped(latin1OfText(last)) + (this.#shape?.end() ?? ""), "latin1");
      },
    };
  }

  #shaped(text: string): string {
    return this.#shape === undefined || text === "" ? text : this.#shape.push(text);
  }

  async #complete(): Promise<Ending> {
    await this.#exchange.endpoint.keep?.(this.#exchange, this.#gateway, this.#last);
    return {
      status: 200,
      errorCode: null,
      send: () => {
        if (!this.#exchange.res.headersSent) this.#writeHead();
        this.#exchange.res.end(this.#shaped(this.#last) + (this.#shape?.end() ?? ""), "latin1");
      },
    };
  }
}

function brokenError(failure: Failure): GatewayError {
  const timeout = failure.error.kind === "timeout";
  return fail(timeout ? "upstream_timeout" : "upstream_interrupted", {
    message: `The answer broke off: ${failure.error.message}`,
    internal: failure.error.code ?? failure.error.kind,
  });
}
