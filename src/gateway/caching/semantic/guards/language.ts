import type { Guard } from "./guard.ts";

/** One language and the same scripts, as far as they can be told. */
export const language: Guard = {
  name: "language",
  conflicts: (a, b) =>
    a.scripts !== b.scripts || (a.language !== undefined && b.language !== undefined && a.language !== b.language),
};
