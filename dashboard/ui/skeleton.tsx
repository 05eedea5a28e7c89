import { cn } from "./cn.ts";

/** Holds the place of what is loading, in its size. Readers hear of it from the region that is busy. */
export function Skeleton({ className }: { readonly className?: string }) {
  return <span aria-hidden className={cn("block animate-pulse rounded bg-hover", className)} />;
}
