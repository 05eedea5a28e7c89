import type { Detector } from "./detectors/detector.ts";
import { tailFrom } from "./detectors/detector.ts";
import type { TextWindow } from "./text-window-type.ts";
import { openSpanWindow } from "./windows/span-window.ts";

const TOKEN_MAX = 64;
const BARE = /(?<![A-Z0-9_])[A-Z][A-Z0-9_]{6,63}(?![A-Z0-9_])/g;
const TAIL = /<?[A-Z0-9_]*$/;
const SUFFIX_BYTES = 5;

/** Values that were taken out of one request, each with a token such as `<EMAIL_1_Q7K2M4XA>` that models pass on whole. */
export interface TokenVault {
  /** The token of a value: always the same one. */
  tokenFor(type: string, value: string): string;
  /** The value of a token without its brackets; undefined for what no value was taken for. */
  valueOf(token: string): string | undefined;
  /** False as long as nothing was taken out. */
  readonly holdsAny: boolean;
}

/**
 * A vault for one request. Its tokens end with something that nobody can guess, so that a text that was written before
 * cannot have one in it. `randomBytes` is `node:crypto`'s.
 */
export function createTokenVault(randomBytes: (size: number) => Buffer): TokenVault {
  const tokens = new Map<string, string>();
  const values = new Map<string, string>();
  const counts = new Map<string, number>();
  let suffix: string | undefined;
  return {
    tokenFor(type, value) {
      const key = `${type}\0${value}`;
      let token = tokens.get(key);
      if (token === undefined) {
        suffix ??= BigInt(`0x${randomBytes(SUFFIX_BYTES).toString("hex")}`)
          .toString(36)
          .toUpperCase()
          .padStart(8, "0");
        const count = (counts.get(type) ?? 0) + 1;
        counts.set(type, count);
        token = `${labelOf(type)}_${count}_${suffix}`;
        tokens.set(key, token);
        values.set(token, value);
      }
      return `<${token}>`;
    },
    valueOf: (token) => values.get(token),
    get holdsAny() {
      return values.size > 0;
    },
  };
}

/** A type as tokens and replacements name it. */
export function labelOf(type: string): string {
  return type
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "_")
    .replace(/^[^A-Z]+/, "")
    .slice(0, 32);
}

/** Puts values back where an answer has their tokens, with brackets or without; tokens may come in pieces. */
export function restoreWindow(vault: TokenVault): TextWindow {
  const tokens: Detector = {
    type: "token",
    find({ text }, report) {
      BARE.lastIndex = 0;
      for (let match = BARE.exec(text); match !== null; match = BARE.exec(text)) {
        if (vault.valueOf(match[0]) === undefined) continue;
        const end = BARE.lastIndex;
        const bracketed = text[match.index - 1] === "<" && text[end] === ">";
        report(bracketed ? match.index - 1 : match.index, bracketed ? end + 1 : end);
      }
    },
    undecidedFrom: (text) => tailFrom(text, TAIL, TOKEN_MAX + 3),
  };
  return openSpanWindow([tokens], (match) => vault.valueOf(match.replace(/[<>]/g, "")) ?? match);
}
