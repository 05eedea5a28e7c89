import { sumOfUsage } from "../../canonical/usage.ts";
import type { StreamTap, TapOptions } from "../dialect.ts";
import { openEventTap } from "../event-tap.ts";
import { imagesAsked, readTokens, usageOfImages } from "./usage.ts";

/**
 * Watches a stream of images: partial ones, then `….completed` with the usage for each that was asked for. (OpenAI API
 * reference, image streaming events.)
 */
export function openTap(options: TapOptions): StreamTap {
  const asked = imagesAsked(options.body ?? {});
  let completed = 0;
  return openEventTap(options, (json, type, facts) => {
    facts.meaningful = true;
    if (!type.endsWith(".completed")) return "pass";
    completed += 1;
    const usage = readTokens(json["usage"], 1) ?? usageOfImages(1);
    facts.usage = facts.usage === undefined ? usage : sumOfUsage(facts.usage, usage);
    facts.finish = { reason: "stop" };
    return completed >= asked ? "last" : "pass";
  });
}
