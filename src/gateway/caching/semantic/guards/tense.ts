import type { Features } from "../features.ts";
import { type Guard, sameSet } from "./guard.ts";

/** What was is not what is or will be; and of what may be done, not what should. */
export const tense: Guard = {
  name: "tense",
  conflicts: (a, b) =>
    a.tenses.has("future") !== b.tenses.has("future") ||
    onlyPast(a, b) ||
    onlyPast(b, a) ||
    (a.question === "whether" && !sameSet(a.modals, b.modals)),
};

const onlyPast = (a: Features, b: Features): boolean =>
  a.tenses.has("past") && !a.tenses.has("present") && b.tenses.has("present") && !b.tenses.has("past");
