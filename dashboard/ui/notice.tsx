import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import type { Tone } from "./tone.ts";

const LOOKS = {
  neutral: ["bg-sunken text-text", Info],
  accent: ["bg-accent-soft text-accent", Info],
  good: ["bg-good-soft text-good", CircleCheck],
  warn: ["bg-warn-soft text-warn", TriangleAlert],
  bad: ["bg-bad-soft text-bad", CircleAlert],
} as const satisfies Record<Tone, unknown>;

/** A sentence or two that the reader should not miss, where it matters. */
export function Notice({ tone = "neutral", children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  const [look, Icon] = LOOKS[tone];
  return (
    <div className={cn("flex gap-2.5 rounded-md px-3 py-2 text-sm", look)} role={tone === "bad" ? "alert" : "note"}>
      <Icon className="mt-0.5 size-4 shrink-0" aria-hidden />
      <div className="min-w-0 flex-1 break-words">{children}</div>
    </div>
  );
}
