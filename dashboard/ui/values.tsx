import { useSyncExternalStore } from "react";
import { dateTime, duration, money, relativeTime, UNKNOWN } from "./format.ts";

/** An amount in dollars; what is not known is a dash and says so. */
export function Money({ usd }: { readonly usd: number | null | undefined }) {
  if (usd === null || usd === undefined) return <span title="The price is not known">{UNKNOWN}</span>;
  return (
    <span className="nums" title={`US$ ${usd}`}>
      {money(usd)}
    </span>
  );
}

/** How long something took. */
export function Duration({ ms }: { readonly ms: number | null | undefined }) {
  return <span className="nums">{duration(ms)}</span>;
}

const TICK_MS = 10_000;
let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for all, so that a long list has one timer and counts in step. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  now = Date.now();
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The present, in milliseconds, moved on every ten seconds. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** When something was, from now; the exact time on hover. Null: it never was. */
export function RelativeTime({ at, never = "never" }: { readonly at: string | null; readonly never?: string }) {
  const present = useNow();
  if (at === null) return <span className="text-muted">{never}</span>;
  return (
    <time dateTime={at} title={dateTime(at)} className="nums whitespace-nowrap">
      {relativeTime(at, Math.max(present, Math.min(Date.parse(at), present + TICK_MS)))}
    </time>
  );
}
