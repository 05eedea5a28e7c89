import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../../ui/cn.ts";

export interface StepProps {
  readonly number: number;
  readonly title: string;
  readonly isDone: boolean;
  readonly children: ReactNode;
}

/** One of the steps to the first request; all of them are to be seen, so that one knows how far it is. */
export function Step({ number, title, isDone, children }: StepProps) {
  return (
    <li className="grid grid-cols-[2rem_minmax(0,1fr)] gap-x-3">
      <span
        aria-hidden
        className={cn(
          "nums grid size-8 place-items-center rounded-full border text-sm font-semibold",
          isDone ? "border-transparent bg-good-soft text-good" : "border-line-strong/70 bg-surface text-muted",
        )}
      >
        {isDone ? <Check className="size-4" /> : number}
      </span>
      <section className="grid min-w-0 grid-cols-1 gap-3 rounded-lg border border-line bg-surface p-4">
        <h2 className="text-base font-semibold">
          {title}
          {isDone && <span className="sr-only">, done</span>}
        </h2>
        {children}
      </section>
    </li>
  );
}
