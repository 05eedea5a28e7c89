import { type Guard, sameSet } from "./guard.ts";

/** As many negations, and the same bounds: only, except, without, at least. */
export const negation: Guard = {
  name: "negation",
  conflicts: (a, b) => a.negations !== b.negations || !sameSet(a.bounds, b.bounds),
};
