import type { Features } from "../features.ts";
import { type Guard, sameList, sameSet } from "./guard.ts";

/** Speaks of the same people: my or your, his or her; and "me" as often. */
export const person: Guard = {
  name: "person",
  conflicts: (a, b) => a.me !== b.me || !sameList(a.others, b.others) || ownersDiffer(a, b) || subjectsDiffer(a, b),
};

/** "My password" may be "a password", but not "your password". */
function ownersDiffer(a: Features, b: Features): boolean {
  return a.owners.size > 0 && b.owners.size > 0 && !sameSet(a.owners, b.owners);
}

/** "How do you" is "how does one"; in other sentences "I" and "you" are two. */
function subjectsDiffer(a: Features, b: Features): boolean {
  if (a.question === "how" || a.subjects.size === 0 || b.subjects.size === 0) return false;
  return ![...a.subjects].some((who) => b.subjects.has(who));
}
