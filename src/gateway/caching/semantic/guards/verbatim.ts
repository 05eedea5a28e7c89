import { type Guard, sameList } from "./guard.ts";

/** Code, quotations, addresses, paths and identifiers to the letter. */
export const verbatim: Guard = { name: "verbatim", conflicts: (a, b) => !sameList(a.verbatim, b.verbatim) };
