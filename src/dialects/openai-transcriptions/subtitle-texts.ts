import type { RawTexts, TextSlot } from "../text-slots.ts";

/** A line that tells when something was said, in SubRip and in WebVTT. (W3C, WebVTT.) */
const TIMING = /^(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}\s+-->\s/;

/**
 * Texts of a transcript that is plain text (one) or subtitles (one a cue: the lines after its timing, up to a blank
 * line). What is put into a cue must not end it: its blank lines are taken out.
 */
export function subtitleTexts(body: string): RawTexts {
  const pieces: string[] = [];
  const slots: TextSlot[] = [];
  const add = (text: string, cue: boolean): void => {
    const place = pieces.push(text) - 1;
    if (text.trim() === "") return;
    const replace = (changed: string): void => {
      pieces[place] = cue ? changed.replace(/\n\s*\n/g, "\n") : changed;
    };
    slots.push({ path: cue ? `cues[${slots.length}]` : "text", role: "assistant", kind: "text", text, replace });
  };
  const lines = body.split(/(?<=\n)/);
  if (!lines.some((line) => TIMING.test(line))) add(body, false);
  else {
    let cue: string[] | undefined;
    for (const line of lines) {
      const ends = TIMING.test(line) || line.trim() === "";
      if (!ends && cue !== undefined) {
        cue.push(line);
        continue;
      }
      if (cue !== undefined) addCue(cue, add, pieces);
      pieces.push(line);
      cue = TIMING.test(line) ? [] : undefined;
    }
    if (cue !== undefined) addCue(cue, add, pieces);
  }
  return { slots, write: () => pieces.join("") };
}

/** The cue's text, without its last line end. */
function addCue(lines: readonly string[], add: (text: string, cue: boolean) => void, pieces: string[]): void {
  const text = lines.join("");
  const words = text.replace(/\r?\n$/, "");
  add(words, true);
  pieces.push(text.slice(words.length));
}
