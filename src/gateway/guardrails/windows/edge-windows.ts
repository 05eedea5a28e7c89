import { foldCase } from "../detectors/fold-case.ts";
import type { TextWindow } from "../text-window-type.ts";
import type { Replace } from "./span-window.ts";

/** Texts of a guardrail, and whether capitals count. */
export interface EdgeOptions {
  readonly values: readonly string[];
  readonly ignoreCase: boolean;
  readonly type: string;
}

/** Replaces what a text begins with: the longest of these that it does. Holds the beginning alone. */
export function openStartWindow(options: EdgeOptions, replace: Replace): TextWindow {
  const { values, longest, fold } = prepare(options);
  let head: string | null = "";
  const settle = (text: string): string => {
    head = null;
    const folded = fold(text.slice(0, longest));
    const value = values.find((each) => folded.startsWith(each));
    if (value === undefined) return text;
    return replace(text.slice(0, value.length), options.type, 0) + text.slice(value.length);
  };
  return {
    push(text) {
      if (head === null) return text;
      head += text;
      const folded = fold(head.slice(0, longest));
      const open = values.some((each) => each.length > folded.length && each.startsWith(folded));
      return open ? "" : settle(head);
    },
    end: () => (head === null ? "" : settle(head)),
  };
}

/** Replaces what a text ends with. Holds as much as the longest of these. */
export function openEndWindow(options: EdgeOptions, replace: Replace): TextWindow {
  const { values, longest, fold } = prepare(options);
  let tail = "";
  let gone = 0;
  return {
    push(text) {
      tail += text;
      const cut = Math.max(0, tail.length - longest);
      const released = tail.slice(0, cut);
      tail = tail.slice(cut);
      gone += cut;
      return released;
    },
    end() {
      const folded = fold(tail);
      const value = values.find((each) => folded.endsWith(each));
      if (value === undefined) return tail;
      const start = tail.length - value.length;
      return tail.slice(0, start) + replace(tail.slice(start), options.type, gone + start);
    },
  };
}

/** Longest first. */
function prepare({ values, ignoreCase }: EdgeOptions) {
  const fold = (text: string): string => (ignoreCase ? foldCase(text) : text);
  const folded = values.map(fold).sort((a, b) => b.length - a.length);
  return { values: folded, longest: folded[0]?.length ?? 0, fold };
}
