import type { AnswerFacts, JsonObject, StreamTap, TapOptions } from "./dialect.ts";
import { FrameTap, type Verdict } from "./frame-tap.ts";
import { isObject } from "./read.ts";
import { readUpstreamErrorObject } from "./upstream-error.ts";

/**
 * Watches a relayed stream of events that name their type in their data and no model, as OpenAI streams images, speech
 * and transcriptions. `inspect` reads an event that is no error; it sets `finish` with the last one.
 */
export function openEventTap(
  options: TapOptions,
  inspect: (json: JsonObject, type: string, facts: AnswerFacts) => Verdict,
): StreamTap {
  const tap = new FrameTap(
    {
      inspect: (json, event, facts) => {
        const type = typeof json["type"] === "string" ? json["type"] : (event ?? "");
        const error = json["error"];
        if (type === "error" || isObject(error) || (typeof error === "string" && error !== "")) {
          facts.error = readUpstreamErrorObject(200, json);
          return "error";
        }
        return inspect(json, type, facts);
      },
      findModel: () => null,
      plainFrame: () => undefined,
      special: undefined,
      sentinel: "[DONE]",
      lastFrames: () => "",
      dropOnLast: [],
      clean: (frame) => frame,
    },
    options,
  );
  return {
    facts: tap.facts,
    push: (frames) => tap.push(frames),
    // What was read so far may be no more than a part of what was asked for.
    end: (broken) => (broken === true ? "" : tap.end()),
  };
}
