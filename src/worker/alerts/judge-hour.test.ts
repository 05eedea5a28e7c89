import { describe, expect, it } from "vitest";
import { median, usualOf } from "./deviation.ts";
import { type HourSums, judgeErrors, judgeSpend } from "./judge-hour.ts";
import { seeded } from "./testing/seeded.ts";

const USD = 1_000_000_000;
const hour = (usd: number, requests = 1_000, errors = 10): HourSums => ({ requests, errors, spentNanos: usd * USD });
const weeks = (...usd: number[]): HourSums[] => usd.map((each) => hour(each));
const same = (samples: readonly HourSums[]) => [samples, samples, samples];

it.each<[readonly number[], number]>([
  [[], 0],
  [[3], 3],
  [[4, 1], 2.5],
  [[9, 1, 5], 5],
])("the median of %j is %d", (values, expected) => {
  expect(median(values)).toBe(expected);
});

it("an odd week moves neither what is usual nor its spread", () => {
  const floor = (): number => 0;
  expect(usualOf([10, 11, 9, 10, 11, 9, 10, 500], floor).median).toBe(10);
  expect(usualOf([10, 11, 9, 10, 11, 9, 10, 500], floor).spread).toBeLessThan(2);
});

describe("spend", () => {
  const steady = weeks(10, 11, 9, 10, 12, 8, 10, 9);

  it.each<[string, HourSums, readonly (readonly HourSums[])[], string]>([
    ["as usual", hour(10), same(steady), "calm"],
    ["five times as much", hour(50), same(steady), "anomaly"],
    ["twice as much", hour(20), same(steady), "between"],
    ["nothing", hour(0), same(steady), "calm"],
    ["five times next to nothing", hour(0.5), same(weeks(0.1, 0.1, 0.1, 0.1)), "calm"],
    ["the first spend of an hour that had none", hour(40), same(weeks(0, 0, 0, 0, 0)), "anomaly"],
    ["too few weeks", hour(500), same(weeks(10, 10, 10)), "unknown"],
    ["no weeks", hour(500), [], "unknown"],
    ["what is usual an hour later", hour(50), [weeks(0, 0, 0, 0), weeks(0, 0, 0, 0), weeks(50, 52, 48, 50)], "calm"],
    ["hours that vary anyway", hour(100), same(weeks(5, 90, 20, 60, 110, 2, 45, 70)), "calm"],
  ])("%s", (_, sums, samples, verdict) => {
    expect(judgeSpend({ sums, weeks: samples }, 6).verdict).toBe(verdict);
  });

  it("says by what it judged", () => {
    expect(judgeSpend({ sums: hour(50), weeks: same(weeks(10, 10, 10, 10)) }, 6)).toEqual({
      verdict: "anomaly",
      deviations: 13.3,
      figures: { spentNanos: 50 * USD, expectedNanos: 10 * USD, spreadNanos: 3 * USD },
    });
  });

  it("asks for more, or for less, as a rule says", () => {
    const question = { sums: hour(30), weeks: same(weeks(10, 10, 10, 10)) };
    expect([4, 6, 7, 20].map((openAt) => judgeSpend(question, openAt).verdict)).toEqual([
      "anomaly",
      "anomaly",
      "between",
      "calm",
    ]);
  });
});

describe("errors", () => {
  const rate = (percent: number, requests = 1_000): HourSums => hour(1, requests, (requests * percent) / 100);
  const usual = same([1, 2, 1, 0, 1, 2].map((percent) => rate(percent)));

  it.each<[string, HourSums, readonly (readonly HourSums[])[], string]>([
    ["as usual", rate(2), usual, "calm"],
    ["a fifth fails", rate(20), usual, "anomaly"],
    ["a little more", rate(9), usual, "between"],
    ["all fail, but there are few", rate(100, 40), usual, "calm"],
    ["no requests at all", hour(0, 0, 0), usual, "calm"],
    ["a fifth as always", rate(20), same([19, 21, 20, 22].map((percent) => rate(percent))), "calm"],
    ["hours of few requests before", rate(50), same(Array(8).fill(rate(0, 10))), "unknown"],
    ["all fail as always", rate(100), same(Array(8).fill(rate(100))), "calm"],
  ])("%s", (_, sums, samples, verdict) => {
    expect(judgeErrors({ sums, weeks: samples }, 6).verdict).toBe(verdict);
  });
});

describe("made traffic", () => {
  const HOURS = 168;
  const WEEKS = 9;
  /** Busy by day, quiet at night and on weekends, a big job every Monday at three. */
  const pattern = (at: number): number => {
    const [day, clock] = [Math.floor(at / 24) % 7, at % 24];
    if (day === 0 && clock === 3) return 80;
    return (day >= 5 ? 1 : 4) * (clock >= 8 && clock < 19 ? 10 : 0.5);
  };
  const traffic = (seed: number, lateHours = 0): HourSums[] => {
    const random = seeded(seed);
    const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Array.from({ length: HOURS * WEEKS }, (_, at) => {
      const late = Math.round(Math.sin(seed + Math.floor(at / HOURS)) * lateHours);
      const shifted = at + late;
      const requests = Math.max(0, Math.round(pattern(Math.max(0, shifted)) * 50 * Math.exp(0.2 * normal())));
      let errors = 0;
      for (let each = 0; each < requests; each += 1) if (random() < 0.02) errors += 1;
      return hour(pattern(Math.max(0, shifted)) * Math.exp(0.2 * normal()), requests, errors);
    });
  };
  const judgeAt = (hours: readonly HourSums[], at: number, sums = hours[at] ?? hour(0)) => {
    const samples = [-1, 0, 1].map((shift) =>
      Array.from({ length: 8 }, (_, week) => hours[at + shift - (week + 1) * HOURS]).filter(
        (each) => each !== undefined,
      ),
    );
    return [judgeSpend({ sums, weeks: samples }, 6).verdict, judgeErrors({ sums, weeks: samples }, 6).verdict];
  };
  const lastWeek = Array.from({ length: HOURS - 2 }, (_, at) => HOURS * (WEEKS - 1) + at + 1);

  it.each([1, 2, 3, 4, 5])("no alert in a week like those before it, seed %i", (seed) => {
    const hours = traffic(seed);
    expect(lastWeek.filter((at) => judgeAt(hours, at).includes("anomaly"))).toEqual([]);
  });

  it.each([6, 7])("nor where work of a whole week comes an hour early or late, seed %i", (seed) => {
    const hours = traffic(seed, 1);
    const found = lastWeek.filter((at) => judgeAt(hours, at).includes("anomaly"));
    expect(found).toEqual([]);
  });

  it.each([1, 2, 3])("an hour of five times the spend by day is told, seed %i", (seed) => {
    const hours = traffic(seed);
    const byDay = lastWeek.filter((at) => Math.floor(at / 24) % 7 < 5 && at % 24 >= 9 && at % 24 < 18);
    for (const at of byDay) {
      const usual = hours[at] ?? hour(0);
      const [spend] = judgeAt(hours, at, { ...usual, spentNanos: pattern(at) * 5 * USD });
      expect([at, spend]).toEqual([at, "anomaly"]);
      const [, errors] = judgeAt(hours, at, { ...usual, errors: Math.round(usual.requests / 3) });
      expect([at, errors]).toEqual([at, "anomaly"]);
    }
  });
});
