import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../../ui/cn.ts";

export interface StepProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly tone?: string;
  readonly children: ReactNode;
}

const DOTS: Readonly<Record<string, string>> = { good: "text-good", warn: "text-warn", bad: "text-bad" };

/** One stage of a request; a line leads to the next. */
export function Step({ icon: Icon, title, tone = "", children }: StepProps) {
  return (
    <li className="group/step relative grid grid-cols-[1.75rem_minmax(0,1fr)] gap-x-3 pb-5 last:pb-0">
      <span aria-hidden className="absolute top-8 bottom-1 left-3.5 w-px bg-line group-last/step:hidden" />
      <span className="grid size-7 place-items-center rounded-full border border-line bg-sunken">
        <Icon className={cn("size-3.5", DOTS[tone] ?? "text-muted")} aria-hidden />
      </span>
      <div className="min-w-0 pt-0.5">
        <h3 className="text-base font-medium">{title}</h3>
        <div className="mt-0.5 text-sm text-muted">{children}</div>
      </div>
    </li>
  );
}
