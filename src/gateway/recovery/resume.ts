import type { ChatRequest } from "../../canonical/request.ts";
import type { StreamTap } from "../../dialects/dialect.ts";
import { chatDialectById } from "../../dialects/registry.ts";
import { isGatewayError } from "../../errors/gateway-error.ts";
import { ask } from "../attempts/ask.ts";
import { Attempt, circuitOf } from "../attempts/attempt.ts";
import { Cancel } from "../attempts/cancel.ts";
import { noteOutcome } from "../attempts/note-outcome.ts";
import type { AttemptRun } from "../attempts/run.ts";
import type { DecodedRequest } from "../exchange.ts";
import { sealedRecord } from "../metering/seal.ts";
import { answerMeta } from "../relay/answer-meta.ts";
import { isSameWire } from "../relay/upstream-body.ts";
import type { Target } from "../routing/target.ts";
import type { StreamAnswer } from "../upstream/answer.ts";
import { CallerGoneError } from "../upstream/failure.ts";
import { ContinuingTap } from "./continuing-tap.ts";
import { type Cut, cutOf, type Delivered } from "./delivered.ts";

/** A stream that goes on, and who gives its rest. */
export interface Resumed {
  readonly answer: StreamAnswer;
  readonly attempt: Attempt;
}

/**
 * Looks for somebody to give the rest of a stream that broke: each target that is left, and at last the one that broke.
 * Undefined when the request does not want it, when what was delivered cannot be continued, or when nobody can.
 */
export async function resume(run: AttemptRun, broken: Attempt, delivered: Delivered): Promise<Resumed | undefined> {
  const { exchange, plan, request } = run;
  const { recovery } = plan.execution;
  const { chat } = exchange.endpoint;
  if (chat === undefined || (recovery !== "splice" && recovery !== "prefill")) return undefined;
  const sameWire = isSameWire(exchange.endpoint, broken.target);
  const events = delivered.events(chat, sameWire ? broken.target.encode.quirks : NO_QUIRKS);
  const cut = events && cutOf(events);
  if (cut === undefined) return undefined;
  const cancel = new Cancel();
  const forget = exchange.whenOver(() => cancel.cancel(new CallerGoneError("the request is over")));
  try {
    const targets = request.noFallback ? [broken.target] : [...run.targetsLeft, broken.target];
    for (const target of targets) {
      if (recovery === "prefill" && !continues(target)) continue;
      const resumed = await tryTarget(run, target, cut, cancel);
      if (resumed !== undefined || cancel.cancelled !== undefined) return resumed;
    }
    return undefined;
  } finally {
    forget();
  }
}

const NO_QUIRKS: ReadonlySet<never> = new Set<never>();

/** True for a model that goes on with an assistant turn it is given. */
function continues({ model }: Target): boolean {
  return model?.capabilities.includes("prefill") ?? false;
}

async function tryTarget(
  run: AttemptRun,
  target: Target,
  cut: Cut,
  cancellation: Cancel,
): Promise<Resumed | undefined> {
  const { exchange, gateway, plan } = run;
  const prefill = plan.execution.recovery === "prefill";
  const body = run.prepare(target, prefill ? (asked) => withBeginning(asked, cut.text) : undefined);
  const credential = target.credentials.find(
    (one) => gateway.breakers.admit(circuitOf(target, one), gateway.clock.now()) !== "open",
  );
  if (isGatewayError(body) || credential === undefined) return undefined;
  const request = run.requestFor(target);
  const attempt = new Attempt(target, credential, body.warnings, gateway.clock.monotonic());
  const tap = openContinuing(run, attempt, cut, prefill);
  if (tap === undefined) return undefined;
  const { execution } = plan;
  const opened = await ask({ exchange, gateway, request, execution, attempt, body, cancellation, tap, hasNext: false });
  noteOutcome(gateway, attempt, opened);
  return "kind" in opened && opened.kind === "stream" ? { answer: opened, attempt } : undefined;
}

function openContinuing(run: AttemptRun, attempt: Attempt, cut: Cut, prefill: boolean): StreamTap | undefined {
  const { exchange, gateway } = run;
  const { chat } = exchange.endpoint;
  const upstream = chatDialectById(attempt.target.dialect);
  if (chat === undefined || upstream === undefined) return undefined;
  const meta = answerMeta(exchange, run.requestFor(attempt.target), attempt);
  const encoder = chat.openEncoder(cut.id === undefined ? meta : { ...meta, id: withoutPrefix(cut.id) });
  const decoder = upstream.openDecoder(attempt.target.encode.quirks);
  const seal = (facts: StreamTap["facts"]): string => sealedRecord(exchange, gateway, attempt, facts);
  const skipBlanks = prefill && cut.text !== cut.text.trimEnd();
  return new ContinuingTap(decoder, encoder, seal, cut, prefill ? "" : cut.text, skipBlanks);
}

/** Encoders put their wire's own prefix before an answer's id. */
function withoutPrefix(id: string): string {
  return id.replace(/^(chatcmpl-|msg_|resp_)/, "");
}

/** The request with what was delivered as the assistant's turn so far. */
function withBeginning(request: DecodedRequest, text: string): DecodedRequest {
  const asked = request.canonical();
  // Some wires refuse a turn that ends in blanks.
  const beginning = text.trimEnd();
  const continued: ChatRequest = {
    ...asked,
    messages: [...asked.messages, { role: "assistant", blocks: [{ kind: "text", text: beginning }] }],
  };
  return { ...request, rewritten: true, canonical: () => continued };
}
