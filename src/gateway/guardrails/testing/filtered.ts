import type { DialectId, JsonObject } from "../../../dialects/dialect.ts";
import { dataOf } from "../../../dialects/test-support.ts";
import type { FrameText, StreamTextsOptions } from "../../../dialects/text-slots.ts";
import { textsOf } from "../../../dialects/texts-registry.ts";
import { latin1OfText, textOfLatin1 } from "../../../framing/latin1.ts";
import { type FrameFilter, openStreamFilter } from "../stream-filter.ts";
import type { TextWindow } from "../text-window-type.ts";

/** Holds everything, and gives it in upper case. */
export const holding = (): TextWindow => {
  let held = "";
  return {
    push: (text) => {
      held += text;
      return "";
    },
    end: () => held.toUpperCase(),
  };
};

export function filterOf(
  wire: DialectId,
  open: (slot: FrameText) => TextWindow,
  options?: StreamTextsOptions,
): FrameFilter {
  const texts = textsOf(wire).openStream?.(options);
  if (texts === undefined) throw new Error(`${wire} does not stream`);
  return openStreamFilter(texts, open);
}

export const frame = (json: unknown): string => latin1OfText(`data: ${JSON.stringify(json)}\n\n`);

/** Data of what comes out for each of the frames; `[DONE]` stays. */
export function through(
  wire: DialectId,
  frames: readonly unknown[],
  open = holding,
  options?: StreamTextsOptions,
): JsonObject[] {
  const filter = filterOf(wire, open, options);
  const out = frames.map((json) => filter.push(json === "[DONE]" ? "data: [DONE]\n\n" : frame(json))).join("");
  return dataOf(textOfLatin1(out + filter.end()));
}
