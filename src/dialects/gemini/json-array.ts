import { readFrame, splitFrames } from "../../framing/sse-frames.ts";

/**
 * Turns the frames of a stream into the other form that Gemini streams have: one JSON array that is written chunk by
 * chunk, for callers who did not ask for `alt=sse`. Text is latin1 or UTF-16, in and out alike. (Gemini API reference,
 * models.streamGenerateContent.)
 */
export class JsonArrayStream {
  readonly contentType = "application/json; charset=UTF-8";
  #open = false;

  /** Whole SSE frames in, the array's next text out. */
  push(frames: string): string {
    let out = "";
    for (const frame of splitFrames(frames)) {
      const { data } = readFrame(frame);
      if (data === null) continue;
      out += (this.#open ? "\n,\n" : "[") + data;
      this.#open = true;
    }
    return out;
  }

  /** The array's end; an error before it is its last element. */
  end(): string {
    const end = this.#open ? "]" : "[]";
    this.#open = false;
    return end;
  }
}
