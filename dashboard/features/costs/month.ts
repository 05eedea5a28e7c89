const DAY_MS = 86_400_000;
/** Full days that the average is made of, and how few of them are too few. */
const AVERAGED_DAYS = 7;
const DAYS_MIN = 3;

/** The reader's month and the days that its end is reckoned from. */
export interface MonthDates {
  readonly monthFrom: string;
  readonly monthTo: string;
  readonly averagedFrom: string;
  /** Today's beginning: the day that runs is not full. */
  readonly averagedTo: string;
}

/** The month of an instant, and the week of full days before it, as the reader's calendar has them. */
export function monthOf(nowMs: number): MonthDates {
  const now = new Date(nowMs);
  const [year, month, day] = [now.getFullYear(), now.getMonth(), now.getDate()];
  return {
    monthFrom: new Date(year, month, 1).toISOString(),
    monthTo: new Date(year, month + 1, 1).toISOString(),
    averagedFrom: new Date(year, month, day - AVERAGED_DAYS).toISOString(),
    averagedTo: new Date(year, month, day).toISOString(),
  };
}

export interface Projection {
  /** Full days in the average: those since the first with requests. */
  readonly days: number;
  readonly perDayUsd: number;
  readonly daysLeft: number;
  /** What is spent, and the average for each day that is left. */
  readonly endUsd: number;
}

/** What the month comes to if each day left costs as much as the full days before; null when those are too few. */
export function projectMonth(
  spentUsd: number,
  days: readonly { readonly requests: number; readonly totalUsd: number }[],
  { monthTo }: Pick<MonthDates, "monthTo">,
  nowMs: number,
): Projection | null {
  const first = days.findIndex(({ requests }) => requests > 0);
  const used = first === -1 ? [] : days.slice(first);
  if (used.length < DAYS_MIN) return null;
  const perDayUsd = used.reduce((sum, { totalUsd }) => sum + totalUsd, 0) / used.length;
  const daysLeft = Math.max(0, Date.parse(monthTo) - nowMs) / DAY_MS;
  return { days: used.length, perDayUsd, daysLeft, endUsd: spentUsd + perDayUsd * daysLeft };
}
