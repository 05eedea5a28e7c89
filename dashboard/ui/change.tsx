import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { percent } from "./format.ts";

export interface ChangeProps {
  /** 0.1 is a tenth more. Null where there was nothing to compare with: then nothing is said. */
  readonly share: number | null | undefined;
  /** Which way is better; neither when absent. */
  readonly goodWhen?: "less" | "more";
  /** What it is compared with; nothing for narrow places that say it elsewhere. */
  readonly than?: string;
  /** What else there is to say, after it. */
  readonly extra?: ReactNode;
}

/** A tenth more reads "+10 %". */
export function Change({ share, goodWhen, than = " on the range before", extra }: ChangeProps) {
  if (share === null || share === undefined) return extra ?? "";
  const isSame = Math.abs(share) < 0.0005;
  const isBetter = share < 0 === (goodWhen === "less");
  const tone = goodWhen === undefined || isSame ? "" : isBetter ? "text-good" : "text-warn";
  return (
    <>
      <span className={cn(tone)}>{isSame ? "no change" : `${share > 0 ? "+" : "−"}${percent(Math.abs(share))}`}</span>
      {!isSame && than}
      {extra && <>, {extra}</>}
    </>
  );
}
