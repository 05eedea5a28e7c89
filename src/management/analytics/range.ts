import { fail } from "../../errors/gateway-error.ts";
import { GRAIN_MS, keptSince } from "../../store/rollups/kept-for.ts";
import type { RollupGrain } from "../../store/sql/tables/rollups.ts";
import type { SeriesGrain } from "./schema.ts";

const RANGE_DEFAULT_MS = 7 * GRAIN_MS.day;
const RANGE_MAX_MS = 3_660 * GRAIN_MS.day;
const POINTS_MAX = 3_000;

export interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The asked range, or the week until now. */
export function rangeOf(
  asked: { readonly from?: Date | undefined; readonly to?: Date | undefined },
  nowMs: number,
): Range {
  const toMs = asked.to?.getTime() ?? nowMs;
  const fromMs = asked.from?.getTime() ?? toMs - RANGE_DEFAULT_MS;
  if (fromMs >= toMs) throw refusal("from", "must be before to");
  if (toMs - fromMs > RANGE_MAX_MS) throw refusal("from", "the range is longer than ten years");
  return { fromMs, toMs };
}

const STEP_MS: Readonly<Record<SeriesGrain, number>> = {
  minute: GRAIN_MS.minute,
  hour: GRAIN_MS.hour,
  day: GRAIN_MS.day,
  week: 7 * GRAIN_MS.day,
  month: 28 * GRAIN_MS.day,
};

/** The grain that was asked for, if it is kept for the range; else the finest that gives a readable number of points. */
export function grainOf(asked: SeriesGrain | undefined, { fromMs, toMs }: Range, nowMs: number): SeriesGrain {
  const length = toMs - fromMs;
  const isKept = (grain: "minute" | "hour"): boolean => fromMs >= keptSince(grain, nowMs);
  if (asked === undefined) {
    if (length <= 6 * GRAIN_MS.hour && isKept("minute")) return "minute";
    if (length <= 8 * GRAIN_MS.day && isKept("hour")) return "hour";
    if (length <= 120 * GRAIN_MS.day) return "day";
    return length <= 800 * GRAIN_MS.day ? "week" : "month";
  }
  if (asked === "minute" && !isKept(asked)) throw refusal("grain", "minutes are kept for 48 hours; ask for hours");
  if (asked === "hour" && !isKept(asked)) throw refusal("grain", "hours are kept for 400 days; ask for days");
  if (length / STEP_MS[asked] > POINTS_MAX) {
    throw refusal("grain", `gives more than ${POINTS_MAX} points; ask for a coarser one or a shorter range`);
  }
  return asked;
}

/** The longest buckets whose begin tells in which step of a series they belong. */
export function coarsestFor(grain: SeriesGrain, timeZone: string, range: Range, nowMs: number): RollupGrain {
  if (grain === "minute" || grain === "hour") return grain;
  if (timeZone === "UTC") return "day";
  if (range.fromMs < keptSince("hour", nowMs)) {
    throw refusal("timeZone", "before 400 days ago only days of UTC are kept; leave timeZone out");
  }
  // Where clocks differ from UTC by parts of an hour, an hour of UTC is in two days; minutes are not.
  return range.fromMs >= keptSince("minute", nowMs) ? "minute" : "hour";
}

function refusal(param: string, reason: string): Error {
  return fail("invalid_parameters", { message: `${param}: ${reason}`, param });
}
