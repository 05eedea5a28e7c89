import { textOfLatin1 } from "../../framing/latin1.ts";
import { readFrame, splitFrames } from "../../framing/sse-frames.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject, parseObject } from "../read.ts";

/**
 * The response that an answer ended with, for keeping: off the terminal frames of a stream or off a whole body, in the
 * latin1 text that the caller got. Undefined when it was not completed. Without the gateway's own member.
 */
export function captureResponse(text: string): JsonObject | undefined {
  if (text.trimStart().startsWith("{")) return finished(parseObject(textOfLatin1(text)));
  for (const frame of splitFrames(text).toReversed()) {
    const { data } = readFrame(frame);
    const json = data === null ? undefined : parseObject(textOfLatin1(data));
    if (json !== undefined) return isObject(json["response"]) ? finished(json["response"]) : undefined;
  }
  return undefined;
}

function finished(response: JsonObject | undefined): JsonObject | undefined {
  if (response === undefined || typeof response["id"] !== "string" || !Array.isArray(response["output"]))
    return undefined;
  if (response["status"] !== "completed" && response["status"] !== "incomplete") return undefined;
  const { "x-llm-gateway": _, ...kept } = response;
  return kept;
}
