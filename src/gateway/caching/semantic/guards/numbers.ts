import { type Guard, sameList } from "./guard.ts";

/** The same numbers, signs and ordinals, in the same order, and the same operators between them. */
export const numbers: Guard = {
  name: "numbers",
  conflicts: (a, b) => !sameList(a.numbers, b.numbers) || !sameList(a.symbols, b.symbols),
};
