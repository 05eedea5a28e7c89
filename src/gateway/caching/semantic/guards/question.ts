import type { Guard } from "./guard.ts";

/** Both ask for the same: who, when, where, why, how many, whether. A command asks what or how. */
export const question: Guard = {
  name: "question",
  conflicts: (a, b) => {
    if (a.question === b.question) return false;
    const other = a.question === "" ? b.question : b.question === "" ? a.question : undefined;
    return other !== "what" && other !== "how";
  },
};
