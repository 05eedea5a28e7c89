/** How figures are written everywhere. Unknown is a dash, never 0. */
export const UNKNOWN = "–";

const CENT = 0.01;
const THOUSAND = 1_000;
const MS_PER_SECOND = 1_000;
const MS_PER_MINUTE = 60_000;

/** Dollars: cents where they are enough, else as many digits as it takes to tell two small amounts apart. */
export function money(usd: number | null | undefined): string {
  if (usd === null || usd === undefined) return UNKNOWN;
  const size = Math.abs(usd);
  const digits =
    size === 0 || size >= 1
      ? { minimumFractionDigits: 2, maximumFractionDigits: 2 }
      : size >= CENT
        ? { minimumFractionDigits: 2, maximumFractionDigits: 4 }
        : { maximumSignificantDigits: 2 };
  return new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", ...digits }).format(usd);
}

/** A count: whole below ten thousand, then three digits and a letter. */
export function count(value: number | null | undefined): string {
  if (value === null || value === undefined) return UNKNOWN;
  if (Math.abs(value) < 10 * THOUSAND) return new Intl.NumberFormat("en-US").format(value);
  return new Intl.NumberFormat("en-US", { notation: "compact", maximumSignificantDigits: 3 }).format(value);
}

/** A time that something took: `0.42 ms`, `612 ms`, `4.1 s`, `2 min 5 s`. */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return UNKNOWN;
  if (ms < 10) return `${Number(ms.toPrecision(2))} ms`;
  if (ms < MS_PER_SECOND) return `${Math.round(ms)} ms`;
  if (ms < MS_PER_MINUTE) return `${Number((ms / MS_PER_SECOND).toPrecision(3))} s`;
  const seconds = Math.round(ms / MS_PER_SECOND);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A share of one as a percentage; as many digits as keep 99.95 % from reading 100 %. */
export function percent(share: number | null | undefined): string {
  if (share === null || share === undefined) return UNKNOWN;
  const digits = share > 0.99 && share < 1 ? 2 : 1;
  // Never rounds up to all, nor down to nothing.
  const shown = share < 1 && share > 0.9999 ? 0.9999 : share;
  return new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: digits }).format(shown);
}

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 31_557_600_000],
  ["month", 2_629_800_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** How long ago or ahead an instant is, in its largest unit. */
export function relativeTime(instant: string, nowMs: number): string {
  const away = Date.parse(instant) - nowMs;
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "narrow" });
  for (const [unit, size] of STEPS) if (Math.abs(away) >= size) return words.format(Math.trunc(away / size), unit);
  return Math.abs(away) < 10_000 ? "just now" : words.format(Math.trunc(away / MS_PER_SECOND), "second");
}

/** An instant in the reader's zone, to the second. */
export function dateTime(instant: string): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" }).format(new Date(instant));
}
