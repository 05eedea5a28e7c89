import type { Guard } from "./guard.ts";

/** Nothing on one side of a pair of opposites here and on the other side there. */
export const antonyms: Guard = {
  name: "antonyms",
  conflicts: (a, b) => opposed(a.sides, b.sides) || opposed(b.sides, a.sides),
};

/** Whether a side of `a` is missing in `b`, which has its opposite. */
function opposed(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const side of a) {
    const opposite = side.endsWith("<") ? side.replace("<", ">") : side.replace(">", "<");
    if (!b.has(side) && b.has(opposite)) return true;
  }
  return false;
}
