import type { ReactNode } from "react";

/** Names with their values, below one another. */
export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className="grid gap-1.5 text-sm">{children}</dl>;
}

/** One name and its value at the right. */
export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4">
      <dt className="shrink-0 text-muted">{name}</dt>
      <dd className="nums min-w-0 text-right break-words">{children}</dd>
    </div>
  );
}
