import type { StreamEvent } from "../../canonical/response.ts";
import type { SseFrame, StreamDecoder } from "../dialect.ts";
import { parseObject } from "../read.ts";
import { AnswerReader } from "./answer-reader.ts";

/** Opens the reader of a stream: frames hold one chunk each, and nothing tells the last. */
export function openDecoder(): StreamDecoder {
  const reader = new AnswerReader();
  return {
    push({ data }: SseFrame): StreamEvent[] {
      const chunk = parseObject(data);
      return chunk === undefined ? [] : reader.read(chunk);
    },
    end: () => reader.end({ reason: "interrupted" }),
  };
}
