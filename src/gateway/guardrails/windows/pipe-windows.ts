import type { TextWindow } from "../text-window-type.ts";

/** One window of several: each sees what the one before let pass. Never parts a surrogate pair. */
export function pipeWindows(windows: readonly TextWindow[]): TextWindow {
  let half = "";
  return {
    push(text) {
      let passed = text;
      for (const window of windows) passed = window.push(passed);
      passed = half + passed;
      const last = passed.charCodeAt(passed.length - 1);
      half = last >= 0xd800 && last <= 0xdbff ? passed.slice(-1) : "";
      return half === "" ? passed : passed.slice(0, -1);
    },
    end() {
      let passed = "";
      for (const window of windows) passed = window.push(passed) + window.end();
      return half + passed;
    },
  };
}
