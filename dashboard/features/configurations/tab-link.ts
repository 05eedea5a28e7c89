/** The look of a link to a view of the same thing; the router marks the one that is shown. */
export const tabLink =
  "-mb-px border-b-2 border-transparent px-3 py-2 text-base whitespace-nowrap text-muted hover:text-text data-[status=active]:border-accent data-[status=active]:font-medium data-[status=active]:text-text";

/** The row that such links stand in. */
export const tabRow = "flex gap-1 overflow-x-auto border-b border-line";
