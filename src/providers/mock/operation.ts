import type { JsonObject } from "../../dialects/dialect.ts";
import { fail, type GatewayError, toGatewayError } from "../../errors/gateway-error.ts";
import { openaiErrorBody } from "../../errors/render.ts";
import { guarded, type InProcessAnswer } from "../provider.ts";
import { after } from "./after.ts";
import { type MockOptions, readMockOptions } from "./options.ts";

/** What an operation answers with, piece by piece; an answer that is no stream has one piece. */
export interface Made {
  readonly contentType: string;
  readonly pieces: readonly (string | Buffer)[];
  /** How the stream says that it broke; absent: only the connection can. */
  readonly errorFrame?: ((error: GatewayError) => string) | undefined;
}

const JSON_TYPE = { "content-type": "application/json" };

/** One JSON object as an answer. */
export function madeJson(body: JsonObject): Made {
  return { contentType: "application/json", pieces: [JSON.stringify(body)] };
}

/** A stream of events of OpenAI's form. */
export function madeEvents(events: readonly (JsonObject & { readonly type: string })[]): Made {
  return {
    contentType: "text/event-stream",
    pieces: events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`),
    errorFrame: (error) => `data: ${JSON.stringify(openaiErrorBody(error))}\n\n`,
  };
}

/** Answers a request with what `make` gives, as slowly and as badly as its options ask for. */
export function answerOperation(
  body: JsonObject,
  answer: InProcessAnswer,
  make: (body: JsonObject, options: MockOptions) => Made,
): void {
  const options = readMockOptions(body);
  after(options.latencyMs, answer, () => {
    const { status, message, retryAfterSeconds, fault, faultAfterChunks } = options;
    if (status !== undefined) {
      const error = fail(status < 500 ? "upstream_rejected" : "internal", { status, message });
      refuse(error, answer, retryAfterSeconds);
    } else if (fault === "reset" && faultAfterChunks === 0) answer.destroy();
    else {
      const made = madeOr(() => make(body, options), answer);
      if (made !== undefined) send(made, options, answer);
    }
  });
}

function madeOr(make: () => Made, answer: InProcessAnswer): Made | undefined {
  try {
    return make();
  } catch (error) {
    refuse(toGatewayError(error), answer, undefined);
    return undefined;
  }
}

function refuse(error: GatewayError, answer: InProcessAnswer, retryAfter: number | undefined): void {
  answer.head(error.status, {
    ...JSON_TYPE,
    ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
  });
  answer.write(JSON.stringify(openaiErrorBody(error)));
  answer.end();
}

/** Sends the pieces at the asked pace, up to the asked fault. */
function send({ contentType, pieces, errorFrame }: Made, options: MockOptions, answer: InProcessAnswer): void {
  const { chunkDelayMs, fault, faultAfterChunks } = options;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  answer.onAbort(() => {
    stopped = true;
    clearTimeout(timer);
  });
  const next = (at: number): void => {
    const piece = pieces[at];
    if (stopped) return;
    if (fault !== undefined && at >= faultAfterChunks) {
      breakOff(fault, options, answer, errorFrame);
    } else if (piece === undefined) answer.end();
    else {
      answer.write(piece);
      timer = setTimeout(() => guarded(answer, () => next(at + 1)), chunkDelayMs);
    }
  };
  answer.head(200, { "content-type": contentType });
  next(0);
}

/** Bytes without frames cannot say that they are not all: then the connection breaks. */
function breakOff(
  fault: NonNullable<MockOptions["fault"]>,
  { message }: MockOptions,
  answer: InProcessAnswer,
  errorFrame: Made["errorFrame"],
): void {
  if (fault === "stall") return;
  if (fault === "reset" || errorFrame === undefined) {
    answer.destroy();
    return;
  }
  if (fault === "error") answer.write(errorFrame(fail("internal", { message })));
  answer.end();
}
