import type { Guard } from "./guard.ts";

const INJECTIONS =
  /\b(?:ignore|disregard|forget|override) (?:all |any |the |your |my )*(?:previous|prior|above|earlier|preceding|instructions?|rules?)\b|\bsystem prompt\b|\bnew (?:rule|instruction)s?\b|\byou are now\b|\bignoriere (?:alle|die|vorherige)|\bignorez? (?:les|toutes)|\bignora (?:las|todas|le|tutte)/i;

/** One is not much longer than the other, and neither speaks of its instructions. */
export const length: Guard = {
  name: "length",
  conflicts: (a, b) => {
    const [short, long] = a.words < b.words ? [a.words, b.words] : [b.words, a.words];
    return long > 2.5 * short + 6 || INJECTIONS.test(a.plain) || INJECTIONS.test(b.plain);
  },
};
