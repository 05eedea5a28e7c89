import type { Detector } from "../detectors/detector.ts";
import { foldCase } from "../detectors/fold-case.ts";
import type { TextWindow } from "../text-window-type.ts";
import { openSpanWindow } from "./span-window.ts";

/** Lets a text pass until so many different words of one topic have stood in it; `trigger` is called once a topic. */
export function openTopicWindow(
  topics: readonly Detector[],
  wordsMin: number,
  trigger: (topic: string, at: number) => void,
): TextWindow {
  const seen = new Map<string, Set<string>>();
  const note = (match: string, topic: string, at: number): string => {
    let words = seen.get(topic);
    if (words === undefined) {
      words = new Set();
      seen.set(topic, words);
    }
    const known = words.size;
    words.add(foldCase(match));
    if (words.size > known && words.size === wordsMin) trigger(topic, at);
    return match;
  };
  // A window each: words of different topics may overlap.
  const windows = topics.map((topic) => openSpanWindow([topic], note));
  return {
    push: (text) => windows.reduce((passed, window) => window.push(passed), text),
    end: () => windows.reduce((passed, window) => window.push(passed) + window.end(), ""),
  };
}
