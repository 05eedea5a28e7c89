import type { ReactNode } from "react";
import { cn } from "./cn.ts";

export interface CardProps {
  readonly title?: ReactNode;
  /** At the right of the title: a link, a choice. */
  readonly actions?: ReactNode;
  /** Without a border's distance, for tables and lists that go to the edge. */
  readonly flush?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A part of a page with a heading of its own. */
export function Card({ title, actions, flush = false, className, children }: CardProps) {
  return (
    <section className={cn("min-w-0 rounded-lg border border-line bg-surface", className)}>
      {title !== undefined && (
        <header className="flex min-h-11 flex-wrap items-center justify-between gap-x-3 gap-y-2 border-b border-line px-4 py-2">
          <h2 className="text-base font-semibold">{title}</h2>
          {actions}
        </header>
      )}
      <div className={flush ? "" : "p-4"}>{children}</div>
    </section>
  );
}
