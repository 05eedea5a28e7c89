import { answer } from "../answer.ts";
import type { Piece } from "../delivery.ts";
import { errorFrame } from "../errors.ts";
import type { Behaviour, Frame, ReplyInput } from "../types.ts";

/** Headers at once, first event late. */
export function slowFirstToken(delayMs: number, input: ReplyInput = {}): Behaviour {
  return answer(input, { firstByteDelayMs: delayMs });
}

/** The connection breaks after `chunks` content deltas; a JSON body breaks half-way. */
export function cutAfter(chunks: number, how: "destroy" | "reset" = "destroy", input: ReplyInput = {}): Behaviour {
  return answer(input, { edit: (frames) => upTo(frames, chunks), ending: how });
}

/** The response ends in order after `chunks` content deltas, with no terminal event of the wire. */
export function endEarlyAfter(chunks: number, input: ReplyInput = {}): Behaviour {
  return answer(input, { edit: (frames) => upTo(frames, chunks) });
}

/** Silence of `stallMs` after `chunks` content deltas, then the rest. */
export function stallAfter(chunks: number, stallMs: number, input: ReplyInput = {}): Behaviour {
  return answer(input, { edit: (frames) => insertAfter(frames, chunks, { waitMs: stallMs }) });
}

/** Silence for good after `chunks` content deltas, the connection left open. */
export function hangAfter(chunks: number, input: ReplyInput = {}): Behaviour {
  return answer(input, { edit: (frames) => upTo(frames, chunks), ending: "hang" });
}

/** One event whose data is no JSON, amid a healthy stream. */
export function malformedEventAfter(chunks: number, input: ReplyInput = {}): Behaviour {
  return answer(input, { edit: (frames) => insertAfter(frames, chunks, { raw: 'data: {"choices":[{"del\n\n' }) });
}

/** Everything but [DONE], message_stop and the like, ended in order. */
export function withoutTerminal(input: ReplyInput = {}): Behaviour {
  // Amazon tells the usage after the end.
  const isEnd = (frame: Frame): boolean => frame.event === "messageStop";
  return answer(input, { edit: (frames) => (frames.some(isEnd) ? frames.slice(0, -2) : frames.slice(0, -1)) });
}

/** `chunks` content deltas, then the first half of the next event, then the end. */
export function halfFrameAfter(
  chunks: number,
  ending: "clean" | "destroy" = "clean",
  input: ReplyInput = {},
): Behaviour {
  const edit = (frames: Frame[]): Piece[] => {
    const kept = upTo(frames, chunks);
    const next = frames[kept.length];
    return next ? [...kept, { half: next }] : kept;
  };
  return answer(input, { edit, ending });
}

/** A 200 stream that carries an error event: with `chunks` 0 it is the very first event. */
export function errorEventAfter(chunks: number, message = "Overloaded", input: ReplyInput = {}): Behaviour {
  return (exchange) => {
    const { wire } = exchange.request;
    const anthropic = wire === "anthropic";
    const spec = { status: anthropic ? 529 : 500, message, ...(anthropic ? {} : { code: "server_error" }) };
    const frame = errorFrame(wire, spec);
    const edit = (frames: Frame[]): Piece[] => [...(chunks === 0 ? [] : upTo(frames, chunks)), frame];
    return answer(input, { edit })(exchange);
  };
}

/** A 200 stream with no event at all. */
export function emptyStream(): Behaviour {
  return answer({}, { edit: () => [] });
}

/** The frames up to and including the k-th that carries content; k 0 keeps the opening frames. */
export function upTo(frames: Frame[], chunks: number): Frame[] {
  let seen = 0;
  const end = frames.findIndex((frame) => {
    if (frame.content) seen += 1;
    return seen > chunks || (!frame.content && seen >= chunks && chunks > 0);
  });
  return end === -1 ? frames : frames.slice(0, end);
}

function insertAfter(frames: Frame[], chunks: number, piece: Piece): Piece[] {
  const before = upTo(frames, chunks);
  return [...before, piece, ...frames.slice(before.length)];
}
