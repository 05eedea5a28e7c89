import { cn } from "./cn.ts";
import type { Tone } from "./tone.ts";

const FILLS: Readonly<Record<Tone, string>> = {
  neutral: "bg-line-strong",
  accent: "bg-accent",
  good: "bg-good",
  warn: "bg-warn",
  bad: "bg-bad",
};

export interface MeterProps {
  /** What is measured, for readers who do not see the bar: "Budget of June". */
  readonly label: string;
  readonly value: number;
  readonly max: number;
  /** What the figures are, in words: "$4.20 of $10". */
  readonly text: string;
  readonly tone?: Tone;
}

/** How much of something is used. More than everything is drawn as everything. */
export function Meter({ label, value, max, text, tone = "accent" }: MeterProps) {
  const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0;
  return (
    // biome-ignore lint/a11y/useSemanticElements: the platform's own meter cannot be drawn in the theme's colours
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      aria-valuetext={text}
      className="h-1.5 w-full overflow-hidden rounded-full bg-sunken"
    >
      <div className={cn("h-full rounded-full", FILLS[tone])} style={{ width: `${share * 100}%` }} />
    </div>
  );
}
