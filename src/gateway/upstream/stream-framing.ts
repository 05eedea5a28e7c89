import type { Framing } from "../../dialects/dialect.ts";
import { AwsEventStreamSplitter } from "../../framing/aws-event-stream.ts";
import { latin1OfBytes } from "../../framing/latin1.ts";
import { SseFrameSplitter } from "../../framing/sse-frames.ts";

/** Cuts a stream's bytes into frames. */
export interface FrameSplitter {
  /** The text (latin1) of all frames that are whole now. Throws for a frame beyond its bound. */
  push(chunk: Buffer): string;
  /** What is left of an unfinished frame. */
  rest(): string;
}

/** How a provider sends a stream: by which content type it is known, and how it is cut. */
export interface StreamFraming {
  readonly contentType: string;
  openSplitter(maxFrameBytes: number): FrameSplitter;
}

export const SSE_STREAM: StreamFraming = {
  contentType: "text/event-stream",
  openSplitter: (maxFrameBytes) => new SseFrameSplitter(maxFrameBytes),
};

/** Bytes without frames, of whatever type. */
const RAW_STREAM: StreamFraming = {
  contentType: "",
  openSplitter: () => ({ push: latin1OfBytes, rest: () => "" }),
};

/** Binary messages, which the splitter writes as events of the other form. */
const AWS_STREAM: StreamFraming = {
  contentType: "application/vnd.amazon.eventstream",
  openSplitter: (maxFrameBytes) => new AwsEventStreamSplitter(maxFrameBytes),
};

const FRAMINGS: Readonly<Record<Framing, StreamFraming>> = {
  sse: SSE_STREAM,
  raw: RAW_STREAM,
  "aws-event-stream": AWS_STREAM,
};

export function framingOf(framing: Framing): StreamFraming {
  return FRAMINGS[framing];
}
