/** Classes and mark of the link in a cell that makes its whole row clickable; spread into a router's `Link`. */
export const rowLink = {
  "data-row": true,
  className:
    "truncate font-medium text-text after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent",
} as const;

/** Puts what else can be clicked in such a row above the link. */
export const aboveRowLink = "relative z-10";
