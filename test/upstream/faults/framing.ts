import { answer } from "../answer.ts";
import type { Piece } from "../delivery.ts";
import { encodeFrame } from "../delivery.ts";
import type { Behaviour, Frame, ReplyInput } from "../types.ts";

/** Every byte in a packet of its own: decoders must keep half characters, lines and events. */
export function dribbled(input: ReplyInput = {}): Behaviour {
  return answer(input, { split: "bytes" });
}

/** All events in one write. */
export function oneWrite(input: ReplyInput = {}): Behaviour {
  return answer(input, { split: "one-write" });
}

/** Lines end in CRLF, which the standard allows. */
export function crlf(input: ReplyInput = {}): Behaviour {
  return answer(input, { rewrite: (text) => text.replaceAll("\n", "\r\n") });
}

/** Lines end in a lone CR, which the standard allows too. */
export function bareCr(input: ReplyInput = {}): Behaviour {
  return answer(input, { rewrite: (text) => text.replaceAll("\n", "\r") });
}

/** `data:` with no space after the colon. */
export function noSpaceAfterColon(input: ReplyInput = {}): Behaviour {
  return answer(input, { rewrite: (text) => text.replaceAll(/^(data|event): /gm, "$1:") });
}

/** Comment lines before and between the events, as proxies send to keep a connection alive. */
export function withComments(input: ReplyInput = {}): Behaviour {
  const comment = { raw: ": keep-alive\n\n" };
  return answer(input, { edit: (frames) => [comment, ...frames.flatMap((frame): Piece[] => [frame, comment])] });
}

/** The data of each event over two lines: JSON allows the newline, decoders must join with one. */
export function dataOverTwoLines(input: ReplyInput = {}): Behaviour {
  const edit = (frames: Frame[]): Piece[] =>
    frames.map((frame) => {
      if (!frame.data.startsWith("{")) return frame;
      const text = encodeFrame({ ...frame, data: frame.data.slice(1) });
      return { raw: text.replace("data: ", "data: {\ndata: ") };
    });
  return answer(input, { edit });
}
