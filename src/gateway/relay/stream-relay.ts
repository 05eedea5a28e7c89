import { fail, type GatewayError, toGatewayError } from "../../errors/gateway-error.ts";
import { latin1OfText } from "../../framing/latin1.ts";
import { answerHeaders } from "../answer-headers.ts";
import type { Attempt } from "../attempts/attempt.ts";
import { noteBroken } from "../attempts/note-outcome.ts";
import type { StreamShape } from "../endpoint.ts";
import type { Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { SoftBlock } from "../guardrails/blocked.ts";
import type { OutputFilter } from "../guardrails/exchange-guard.ts";
import { meter } from "../metering/meter.ts";
import type { Ending } from "../pipeline.ts";
import { Delivered } from "../recovery/delivered.ts";
import { resume } from "../recovery/resume.ts";
import type { Answered } from "../stages/attempt.ts";
import type { StreamAnswer } from "../upstream/answer.ts";
import { CallerGoneError, type Failure } from "../upstream/failure.ts";
import { isSameWire } from "./upstream-body.ts";

const EVENT_STREAM = "text/event-stream; charset=utf-8";

/** Passes one stream on, and goes on with another where the first breaks and the request wants that. */
export class StreamRelay {
  readonly #exchange: Exchange;
  readonly #gateway: Gateway;
  readonly #answered: Answered;
  readonly #delivered: Delivered | undefined;
  #answer: StreamAnswer;
  #attempt: Attempt;
  /** Set once the answer is whole: these bytes go out after it is recorded. */
  #last = "";
  readonly #shape: StreamShape | undefined;
  readonly #filter: OutputFilter | undefined;
  /** What goes out, in order, where guardrails ask others about it. */
  #checking: Promise<void> | undefined;
  /** Why guardrails ended the answer. */
  #blocked: unknown;
  #paused = false;

  constructor(exchange: Exchange, gateway: Gateway, answered: Answered, answer: StreamAnswer) {
    this.#exchange = exchange;
    this.#gateway = gateway;
    this.#answered = answered;
    this.#answer = answer;
    this.#attempt = answered.attempt;
    this.#shape = exchange.endpoint.reshape?.(exchange.query);
    const translated = !isSameWire(exchange.endpoint, this.#attempt.target);
    // Bytes of sound hold no text.
    this.#filter = answer.tap.framing === "raw" ? undefined : exchange.guard?.openStream(translated);
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
        await this.#checking;
        if (this.#blocked !== undefined) return await this.#refused(this.#blocked);
        if (failure === undefined) return await this.#complete();
        if (failure === "over") return await this.#over();
        noteBroken(this.#gateway, this.#attempt, failure);
        this.#exchange.breakOff(failure);
        // As long as nothing has gone out, an error is an error answer and not the end of a stream.
        if (!res.headersSent) throw brokenError(failure);
        if (!(await this.#goOn())) {
          return this.#exchange.over ? await this.#over() : await this.#broken(brokenError(failure));
        }
      }
    } finally {
      clearInterval(idle);
    }
  }

  /** Passes the present answer on to its end; gives why it broke, if it did. */
  #pass(onSent: () => void): Promise<Failure | "over" | undefined> {
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
          onSent();
          this.#delivered?.add(text);
          this.#check(text);
          if (this.#blocked === undefined) return;
          resolve(undefined);
          answer.abort(ENDED_BY_GUARDRAIL);
        },
        onEnd: (failure) => {
          forget();
          resolve(failure);
        },
      });
    });
  }

  /** Sends what guardrails let pass of a piece. */
  #check(text: string): void {
    if (this.#blocked !== undefined) return;
    try {
      const passed = this.#checking === undefined ? (this.#filter?.push(text) ?? text) : undefined;
      if (typeof passed === "string") this.#send(passed);
      else this.#checkLater(passed ?? text);
    } catch (error) {
      this.#blocked = error;
    }
  }

  /** Sends a piece once others have been asked; meanwhile no more is read than is on its way. */
  #checkLater(piece: Promise<string> | string): void {
    const filter = this.#filter;
    const before = this.#checking ?? Promise.resolve();
    const answer = this.#answer;
    answer.pause();
    const checking = before
      .then(async () => {
        if (this.#blocked !== undefined) return;
        this.#send(typeof piece === "string" ? await filter?.push(piece) : await piece);
      })
      .catch((error: unknown) => {
        this.#blocked ??= error;
        answer.abort(ENDED_BY_GUARDRAIL);
      })
      .finally(() => {
        if (this.#checking !== checking) return;
        this.#checking = undefined;
        if (!this.#paused) answer.resume();
      });
    this.#checking = checking;
  }

  #send(text: string | undefined): void {
    if (text === undefined || text === "") return;
    const { cache, res } = this.#exchange;
    if (!res.headersSent) this.#writeHead();
    cache?.record(text);
    if (res.write(this.#shaped(text), "latin1") || this.#paused) return;
    this.#paused = true;
    this.#answer.pause();
    res.once("drain", () => {
      this.#paused = false;
      if (this.#checking === undefined) this.#answer.resume();
    });
  }

  /** Guardrails ended the answer: an error answer while nothing has gone out, else the stream's bad end. */
  async #refused(error: unknown): Promise<Ending> {
    if (this.#exchange.over) return this.#over();
    if (!this.#exchange.res.headersSent) throw error;
    return this.#broken(refusalInStream(error));
  }

  async #over(): Promise<Ending> {
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
    this.#attempt.leave(0, this.#gateway.clock.now());
    this.#answer = resumed.answer;
    this.#attempt = resumed.attempt;
    this.#exchange.adopt(resumed.attempt);
    return true;
  }

  #writeHead(): void {
    const type = this.#shape?.contentType ?? this.#contentType();
    const headers = answerHeaders(this.#exchange, type, this.#gateway.clock.monotonic());
    headers.push("cache-control", "no-cache", "x-accel-buffering", "no");
    this.#exchange.res.writeHead(200, headers);
  }

  #contentType(): string {
    const { tap, headers } = this.#answer;
    return (tap.framing === "raw" ? headers["content-type"] : undefined) ?? EVENT_STREAM;
  }

  /** Ends the stream in a way that no client takes for a complete answer. */
  async #broken(error: GatewayError): Promise<Ending> {
    const { endpoint, requestId, res } = this.#exchange;
    const words = this.#answer.tap.endBadly?.(error) ?? endpoint.dialect.endBadly?.(error, requestId);
    const last = words === undefined ? undefined : await this.#badEnd(latin1OfText(words));
    return {
      status: 200,
      errorCode: error.code,
      send: () => {
        // Without words for it, only a connection that breaks tells that something is missing.
        if (last === undefined) res.destroy();
        else res.end(this.#shaped(last) + (this.#shape?.end() ?? ""), "latin1");
      },
    };
  }

  /** Last frames may repeat what came before: what was held back must not be in them. */
  async #badEnd(frames: string): Promise<string | undefined> {
    if (this.#filter === undefined) return frames;
    try {
      return await this.#filter.endBadly(frames);
    } catch {
      return undefined;
    }
  }

  #shaped(text: string): string {
    return this.#shape === undefined || text === "" ? text : this.#shape.push(text);
  }

  async #complete(): Promise<Ending> {
    const { cache, endpoint } = this.#exchange;
    if (this.#filter !== undefined) {
      try {
        this.#last = (await this.#filter.push(this.#last)) + (await this.#filter.end());
      } catch (error) {
        return await this.#refused(error);
      }
    }
    cache?.record(this.#last);
    cache?.store(this.#exchange, this.#gateway, this.#contentType());
    await endpoint.keep?.(this.#exchange, this.#gateway, this.#last);
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

const ENDED_BY_GUARDRAIL = new CallerGoneError("a guardrail ended the answer");

/** In the middle of an answer there is no other answer to give: it ends as one that was blocked. */
function refusalInStream(error: unknown): GatewayError {
  return error instanceof SoftBlock ? error.asError() : toGatewayError(error);
}

function brokenError(failure: Failure): GatewayError {
  const timeout = failure.error.kind === "timeout";
  return fail(timeout ? "upstream_timeout" : "upstream_interrupted", {
    message: `The answer broke off: ${failure.error.message}`,
    internal: failure.error.code ?? failure.error.kind,
  });
}
