import { Badge } from "../../ui/badge.tsx";
import { cn } from "../../ui/cn.ts";
import type { Tone } from "../../ui/tone.ts";

const HUNG_UP = 499;

export interface StatusBadgeProps {
  readonly status: number;
  readonly errorCode?: string | null;
  /** In narrow columns: phones see the status alone. */
  readonly dense?: boolean;
}

/** A request's HTTP status, with the code of its error where it has one. */
export function StatusBadge({ status, errorCode, dense = false }: StatusBadgeProps) {
  return (
    <Badge tone={toneOf(status)} {...(errorCode ? { title: errorCode } : {})}>
      {status}
      {errorCode && <span className={cn("truncate font-normal", dense && "max-md:sr-only")}>{errorCode}</span>}
    </Badge>
  );
}

/** Whether it went well: a caller who hung up is nobody's failure. */
export function toneOf(status: number): Tone {
  if (status < 400) return "good";
  if (status === HUNG_UP) return "neutral";
  return status < 500 ? "warn" : "bad";
}
