import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import type { Tone } from "./tone.ts";

const LOOKS: Readonly<Record<Tone, string>> = {
  neutral: "bg-sunken text-muted border-line",
  accent: "bg-accent-soft text-accent border-transparent",
  good: "bg-good-soft text-good border-transparent",
  warn: "bg-warn-soft text-warn border-transparent",
  bad: "bg-bad-soft text-bad border-transparent",
};

export interface BadgeProps {
  readonly tone?: Tone;
  readonly title?: string;
  readonly children: ReactNode;
}

/** A state in one or two words. The word says it; the colour only helps. */
export function Badge({ tone = "neutral", title, children }: BadgeProps) {
  return (
    <span
      title={title}
      className={cn(
        "nums inline-flex max-w-full items-center gap-1 truncate rounded border px-1.5 py-px text-xs font-medium",
        LOOKS[tone],
      )}
    >
      {children}
    </span>
  );
}
