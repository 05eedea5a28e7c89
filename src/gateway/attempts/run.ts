import { fail, type GatewayError, isGatewayError } from "../../errors/gateway-error.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { takePlace } from "../limits/credential-caps.ts";
import { type UpstreamBody, upstreamBody } from "../relay/upstream-body.ts";
import { requestFor } from "../routes/terms/request-for.ts";
import type { Plan } from "../routing/plan.ts";
import type { Credential, Target } from "../routing/target.ts";
import { CallerGoneError, type Failure, isFailureValue } from "../upstream/failure.ts";
import { nextStep } from "../upstream/retry.ts";
import { ask } from "./ask.ts";
import { Attempt, circuitOf } from "./attempt.ts";
import { attemptsFailed } from "./attempts-failed.ts";
import { Cancel } from "./cancel.ts";
import { noteOutcome } from "./note-outcome.ts";
import type { Opened } from "./read-answer.ts";

/** An answer and who gives it. */
export interface Won {
  readonly opened: Opened;
  readonly attempt: Attempt;
}

/** A target that is to be asked. */
interface Taken {
  readonly target: Target;
  readonly body: UpstreamBody;
  /** Nobody else is left: it is asked though its circuits are open. */
  readonly lastResort: boolean;
}

/** What a lane ends with: an answer, or nothing. */
type LaneEnd = Won | undefined;

/**
 * The attempts of one request: one target after another until one answers, and after a while without an answer a second
 * lane beside the first where the plan says so. Nothing has been sent to the caller yet, so every failure falls back.
 */
export class AttemptRun {
  readonly exchange: Exchange;
  readonly gateway: Gateway;
  readonly request: DecodedRequest;
  readonly plan: Plan;
  readonly failures: Failure[] = [];
  #refusal: GatewayError | undefined;
  #nextTarget = 0;
  #places = 0;
  /** Passed over so far, as their circuits are open. */
  readonly #resting: Taken[] = [];
  /** A failure of a kind after which nobody else may be asked. */
  #stopped = false;

  constructor(exchange: Exchange, gateway: Gateway, request: DecodedRequest, plan: Plan) {
    this.exchange = exchange;
    this.gateway = gateway;
    this.request = request;
    this.plan = plan;
  }

  /** The first answer. Throws when all was tried in vain, or when nobody else may be asked. */
  async first(): Promise<Won> {
    const won = await this.#race();
    if (won !== undefined) return won;
    if (this.exchange.over) throw this.exchange.endedBy ?? fail("client_closed");
    if (this.failures.length === 0 && this.#refusal !== undefined) throw this.#refusal;
    throw attemptsFailed(this.exchange, this.failures, this.plan);
  }

  /** Targets that have not been asked so far. */
  get targetsLeft(): readonly Target[] {
    return [...this.plan.targets.slice(this.#nextTarget), ...this.#resting.map(({ target }) => target)];
  }

  async #race(): Promise<LaneEnd> {
    const { hedgeAfterMs } = this.plan.execution;
    const first = new Lane(this);
    // What is made would be made, and paid, twice.
    const alone = this.plan.targets.length < 2 || MAKES_THINGS.has(this.exchange.endpoint.operation);
    if (hedgeAfterMs === undefined || alone) return await first.walk();
    const running = first.walk();
    const early = await Promise.race([running, delay(hedgeAfterMs)]);
    if (early !== TIMED_OUT) return early;
    if (this.#nextTarget >= this.plan.targets.length) return await running;
    const second = new Lane(this);
    const other = second.walk();
    let winner: LaneEnd;
    try {
      winner = await firstWon([running, other]);
    } finally {
      // Also when one of them threw: the other would go on for nobody.
      first.stop(winner);
      second.stop(winner);
    }
    return winner;
  }

  /**
   * The next target to ask; undefined when there is none, or none may be asked. Those whose circuits are open come last:
   * an answer that may fail is better than none.
   */
  take(): Taken | undefined {
    while (!this.#stopped && this.#nextTarget < this.plan.targets.length) {
      const target = this.plan.targets[this.#nextTarget] as Target;
      this.#nextTarget += 1;
      const body = this.prepare(target);
      if (isGatewayError(body)) {
        // Another wire may say what this one cannot.
        this.#refusal ??= body;
      } else if (this.#isResting(target)) this.#resting.push({ target, body, lastResort: true });
      else return { target, body, lastResort: false };
    }
    return this.#stopped ? undefined : this.#resting.shift();
  }

  #isResting(target: Target): boolean {
    const nowMs = this.gateway.clock.now();
    return target.credentials.every(
      (credential) => this.gateway.breakers.stateOf(circuitOf(target, credential), nowMs) === "open",
    );
  }

  /** The request as it is said to a target. Throws where it cannot be: see {@link prepare}. */
  requestFor(target: Target): DecodedRequest {
    return requestFor(this.exchange, this.request, target);
  }

  /** The body for a target, or why it cannot be told to it. `change` is what is done to the request before. */
  prepare(target: Target, change?: (request: DecodedRequest) => DecodedRequest): UpstreamBody | GatewayError {
    try {
      const asked = this.requestFor(target);
      const request = change === undefined ? asked : change(asked);
      const body = upstreamBody(this.exchange.endpoint, request, target);
      const [loss] = request.strict ? this.#lossesOf(target, body) : [];
      if (loss === undefined) return body;
      return fail("invalid_parameters", {
        param: loss.field,
        message: `'${loss.field}' would be lost at ${target.label}: ${loss.message} Leave it out, or leave out 'x-llm-gateway-strict'.`,
      });
    } catch (error) {
      if (isGatewayError(error) && error.code === "invalid_parameters") return error;
      throw error;
    }
  }

  /** What of the caller's own words a target would not be told. What a configuration adds is not theirs to miss. */
  #lossesOf(target: Target, body: UpstreamBody): UpstreamBody["warnings"] {
    if (target.terms === undefined || body.warnings.length === 0) return body.warnings;
    return upstreamBody(this.exchange.endpoint, this.request, target).warnings;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Names a place within a credential's limits: two lanes may ask with one credential at once. */
  placeId(credential: Credential): string {
    this.#places += 1;
    return `${this.exchange.recordId}:${this.#places}:${credential.id}`;
  }

  get nextTarget(): Target | undefined {
    return this.plan.targets[this.#nextTarget] ?? this.#resting[0]?.target;
  }
}

/** One line of attempts, each after the one before has failed. */
class Lane {
  readonly #run: AttemptRun;
  readonly #cancel: Cancel;
  #won: Won | undefined;

  constructor(run: AttemptRun) {
    this.#run = run;
    this.#cancel = new Cancel();
    run.exchange.whenOver(() => this.#cancel.cancel(new CallerGoneError("the request is over")));
  }

  /** Ends the lane, unless it is the one that won. */
  stop(winner: LaneEnd): void {
    if (winner !== undefined && winner === this.#won) return;
    const reason = new Error("another attempt answered first");
    this.#cancel.cancel(reason);
    if (this.#won?.opened.kind === "stream") this.#won.opened.abort(reason);
    this.#won?.attempt.leave(0, this.#run.gateway.clock.now());
  }

  async walk(): Promise<LaneEnd> {
    for (let taken = this.#run.take(); taken !== undefined; taken = this.#run.take()) {
      this.#won = await this.#askTarget(taken);
      if (this.#won !== undefined || this.#cancel.cancelled !== undefined) return this.#won;
    }
    return undefined;
  }

  async #askTarget({ target, body, lastResort }: Taken): Promise<LaneEnd> {
    const { gateway, plan, failures } = this.#run;
    const { credentials } = target;
    let credentialAt = 0;
    const retries = target.retries ?? plan.execution.retries;
    let retriesLeft = retries;
    for (let attemptAtTarget = 0; credentialAt < credentials.length; attemptAtTarget += 1) {
      const credential = credentials[credentialAt] as Credential;
      if (!lastResort && gateway.breakers.admit(circuitOf(target, credential), gateway.clock.now()) === "open") {
        credentialAt += 1;
        continue;
      }
      const attempt = new Attempt(target, credential, body.warnings, gateway.clock.monotonic());
      const opened = await this.#askWithin(attempt, body);
      if (!("at" in opened)) return { opened, attempt };
      if (opened.error.kind === "cancelled") return undefined;
      failures.push(opened);
      const nextPayerAt = credentials.findIndex((one, i) => i > credentialAt && one.paidBy !== credential.paidBy);
      const step = nextStep(opened, {
        retriesLeft,
        attemptAtTarget,
        hasNextCredential: credentialAt + 1 < credentials.length,
        hasNextPayer: nextPayerAt >= 0,
        hasNextTarget: this.#run.nextTarget !== undefined,
        nextHasMoreContext: contextOf(this.#run.nextTarget) > contextOf(target),
        mayRepeat: this.#mayRepeat(opened),
        random: gateway.random(),
      });
      if (step.kind === "stop") this.#run.stop();
      if (step.kind === "stop" || step.kind === "next-target") return undefined;
      if (step.kind === "next-credential") credentialAt += 1;
      else if (step.kind === "next-payer") {
        credentialAt = nextPayerAt;
        retriesLeft = retries;
      } else {
        retriesLeft -= 1;
        await this.#cancel.pause(step.delayMs);
        if (this.#cancel.cancelled !== undefined) return undefined;
      }
    }
    return undefined;
  }

  /** Asks within the limits that the credential itself has. */
  async #askWithin(attempt: Attempt, body: UpstreamBody): Promise<Opened | Failure> {
    const { caps } = attempt.credential;
    if (caps === undefined) return await this.#ask(attempt, body);
    const { exchange, gateway, plan } = this.#run;
    const request = this.#run.requestFor(attempt.target);
    const id = this.#run.placeId(attempt.credential);
    const holdMs = plan.execution.deadlines.totalMs;
    const place = await takePlace(gateway, { id, caps, request, holdMs });
    if (isFailureValue(place)) {
      exchange.begin(attempt);
      exchange.end(attempt, place, null, gateway.clock.monotonic());
      // Nobody was asked: nothing was learnt of the provider.
      gateway.breakers.abandoned(attempt.circuit, gateway.clock.now());
      return place;
    }
    attempt.place = place;
    let opened: Opened | Failure | undefined;
    try {
      opened = await this.#ask(attempt, body);
      return opened;
    } finally {
      if (opened === undefined || "at" in opened) attempt.leave(0, gateway.clock.now());
    }
  }

  async #ask(attempt: Attempt, body: UpstreamBody): Promise<Opened | Failure> {
    const { exchange, gateway, plan } = this.#run;
    const request = this.#run.requestFor(attempt.target);
    const { execution } = plan;
    const hasNext = this.#run.nextTarget !== undefined;
    const cancellation = this.#cancel;
    const opened = await ask({ exchange, gateway, request, execution, attempt, body, cancellation, hasNext });
    noteOutcome(gateway, attempt, opened);
    return opened;
  }

  /** What may have made an image or a sound already is not made, and paid, twice. */
  #mayRepeat(failure: Failure): boolean {
    const { endpoint } = this.#run.exchange;
    return !MAKES_THINGS.has(endpoint.operation) || !MAY_HAVE_HAPPENED.has(failure.at);
  }
}

const MAKES_THINGS: ReadonlySet<string> = new Set(["image", "image-edit", "speech"]);
const MAY_HAVE_HAPPENED: ReadonlySet<string> = new Set(["sent-no-headers", "first-event", "mid-stream", "decode"]);

function contextOf(target: Target | undefined): number {
  return target?.offering?.contextTokens ?? target?.model?.contextTokens ?? 0;
}

const TIMED_OUT = Symbol("the time is over");

function delay(ms: number): Promise<typeof TIMED_OUT> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms, TIMED_OUT).unref();
  });
}

/** The first lane that ends with an answer; undefined when all end without. */
async function firstWon(lanes: readonly Promise<LaneEnd>[]): Promise<LaneEnd> {
  return await new Promise((resolve, reject) => {
    let running = lanes.length;
    for (const lane of lanes) {
      lane.then((end) => {
        running -= 1;
        if (end !== undefined || running === 0) resolve(end);
      }, reject);
    }
  });
}
