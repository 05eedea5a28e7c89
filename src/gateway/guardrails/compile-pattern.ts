import { RE2JS, RE2JSException } from "re2js";

export const PATTERN_MAX = 1_000;
/** Longest match of a pattern that says nothing else. */
export const MATCH_DEFAULT = 256;
export const MATCH_MAX = 2_048;
/** Instructions of a compiled pattern: `(a{100}){100}` is short and large. */
const PROGRAM_MAX = 20_000;

/** Compiles a pattern for the linear-time engine (RE2 syntax); a sentence that explains when it cannot be. */
export function compilePattern(source: string, ignoreCase: boolean): RE2JS | string {
  if (source === "") return "is empty: it would match everywhere";
  if (source.length > PATTERN_MAX) return `is longer than ${PATTERN_MAX} characters`;
  try {
    const pattern = RE2JS.compile(source, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    const size = pattern.programSize();
    if (size > PROGRAM_MAX) return "repeats too much: use smaller counts";
    return pattern;
  } catch (error) {
    const reason = error instanceof RE2JSException ? error.message : "cannot be compiled";
    const hint = /\(\?[=!<]|\\[1-9]/.test(source) ? "; look-around and back references do not exist in RE2" : "";
    return `is no pattern of RE2: ${reason}${hint}`;
  }
}
