import type { CachedAnswer } from "./answer-cache.ts";

/** Bytes written at once where a stream has no frames. */
const PIECE_BYTES = 65_536;
/** Streams of frames; a caller of Gemini's wire may get them as the elements of a JSON array. */
const FRAMED = /^(text\/event-stream|application\/json)\b/i;

/** The whole text of a stored answer, latin1, with this request's own object of the gateway in it. */
export function replay(answer: CachedAnswer, seal: string): string {
  return answer.sealed ? answer.before + seal + answer.after : answer.before;
}

/**
 * The same as pieces to write, whose joined text is that of {@link replay}: every frame of an event stream is one of
 * them, as it was when the answer first went out. They are written at once; nobody waits for pauses of the first time.
 */
export function replayPieces(answer: CachedAnswer, seal: string): string[] {
  const text = replay(answer, seal);
  const framed = answer.stream && FRAMED.test(answer.contentType);
  const pieces: string[] = [];
  for (let from = 0; from < text.length; ) {
    const to = framed ? frameEnd(text, from) : from + PIECE_BYTES;
    pieces.push(text.slice(from, to));
    from = to;
  }
  return pieces;
}

/** One past the blank line behind the frame that begins here. */
function frameEnd(text: string, from: number): number {
  const end = text.indexOf("\n\n", from);
  return end < 0 ? text.length : end + 2;
}
