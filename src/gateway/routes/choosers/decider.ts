import type { Choosing, Chosen } from "./chooser.ts";

/** What a rule says of a request: a model, or why it says none. */
export type Decision = Chosen | { readonly undecided: string };

/** One rule at work. What it throws, or rejects with, counts as undecided. */
export interface Decider {
  readonly when: "at-once" | "admitted";
  decide(choosing: Choosing): Decision | Promise<Decision>;
}

/** Nothing of the rule fits. */
export const NOTHING_FITS: Decision = { undecided: "nothing fits" };

const SHOWN_CHARS = 60;

/** Text of a configuration as reasons quote it. */
export function quoted(text: string): string {
  return `'${text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text}'`;
}
