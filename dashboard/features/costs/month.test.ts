import { describe, expect, it } from "vitest";
import { monthOf, projectMonth } from "./month.ts";

const NOW = new Date(2026, 10, 21, 12).getTime();
const day = (totalUsd: number, requests = 1) => ({ totalUsd, requests });

describe("a month's end", () => {
  it("is what is spent and the average of the full days before for each day left", () => {
    const dates = monthOf(NOW);
    expect(new Date(dates.averagedTo).getTime()).toBe(new Date(2026, 10, 21).getTime());
    const days = [day(0, 0), day(2), day(4), day(0), day(2)];
    expect(projectMonth(10, days, dates, NOW)).toEqual({ days: 4, perDayUsd: 2, daysLeft: 9.5, endUsd: 29 });
  });

  it("is not said from fewer than three full days", () => {
    expect(projectMonth(10, [day(0, 0), day(2), day(4)], monthOf(NOW), NOW)).toBeNull();
    expect(projectMonth(10, [], monthOf(NOW), NOW)).toBeNull();
  });
});
