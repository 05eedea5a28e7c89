import { type Guard, sameList } from "./guard.ts";

/** The same units and currencies in the same order. */
export const units: Guard = { name: "units", conflicts: (a, b) => !sameList(a.units, b.units) };
