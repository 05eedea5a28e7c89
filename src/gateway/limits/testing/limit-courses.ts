import fc from "fast-check";
import { expect } from "vitest";
import type { Claim, LimitRule } from "../limit-engine.ts";
import { LimitModel } from "./limit-model.ts";
import { claim, DAY, inAll, MINUTE, parallel, partOf, perDay, perMinute, T0, tokensPerMinute } from "./limit-rules.ts";
import type { TestedEngine } from "./limit-tenant.ts";

/** One thing that happens. Reservations are named by the order in which they were tried. */
type Step =
  | { readonly do: "reserve"; readonly amounts: readonly number[]; readonly twice: number; readonly holdMs: number }
  /** Settles one of the last; who was settled already is settled again. */
  | { readonly do: "settle"; readonly back: number; readonly used: readonly number[] }
  /** Its process died after it had journaled the request. */
  | { readonly do: "release"; readonly back: number; readonly nanos: number; readonly tokens: number }
  | { readonly do: "settle-unknown"; readonly used: readonly number[] }
  | { readonly do: "wait"; readonly ms: number }
  | { readonly do: "step-back"; readonly ms: number }
  | { readonly do: "reserve-again"; readonly back: number };

const LIMITS = { rpm: 5, tpm: 120, parallel: 4, day: 300, total: 900, output: 200, audio: 250 };
const COUNTERS = 8;

const amounts = fc.array(fc.nat(70), { minLength: COUNTERS, maxLength: COUNTERS });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: reserveStep() },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("settle" as const), back: fc.nat(9), used: amounts }) },
  { weight: 1, arbitrary: releaseStep() },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("settle-unknown" as const), used: amounts }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      ms: fc.constantFrom(1, 999, 20_000, MINUTE, 3 * MINUTE, DAY),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("step-back" as const), ms: fc.constantFrom(1, 5_000, MINUTE, 2 * MINUTE) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("reserve-again" as const), back: fc.nat(5) }) },
);

function releaseStep(): fc.Arbitrary<Step> {
  return fc.record({ do: fc.constant("release" as const), back: fc.nat(9), nanos: fc.nat(70), tokens: fc.nat(70) });
}

function reserveStep(): fc.Arbitrary<Step> {
  return fc.record({
    do: fc.constant("reserve" as const),
    amounts,
    /** Counter that is claimed a second time; beyond the last: none. */
    twice: fc.nat(2 * COUNTERS),
    holdMs: fc.constantFrom(1, 10_000, MINUTE, 10 * MINUTE),
  });
}

/** The rules of a time: the day's counter is another each day. */
function rulesAt(nowMs: number): readonly LimitRule[] {
  return [
    perMinute(LIMITS.rpm),
    tokensPerMinute(LIMITS.tpm),
    parallel(LIMITS.parallel),
    perDay(LIMITS.day, nowMs),
    inAll(LIMITS.total),
    tokensPerMinute(1, "soft", false),
    partOf("output_nanos", LIMITS.output, 3 * MINUTE),
    partOf("audio_ms", LIMITS.audio),
  ];
}

function claimsOf(nowMs: number, { amounts: all, twice }: { amounts: readonly number[]; twice: number }): Claim[] {
  const claims = rulesAt(nowMs).map((rule, i) => {
    const one = rule.measure === "requests" || rule.measure === "running";
    return claim(rule, one ? 1 : (all[i] ?? 0));
  });
  const again = claims[twice];
  return again === undefined ? claims : [...claims, again];
}

let courses = 0;

/** Runs `runs` courses of events; after every step the engine must say what the model says. */
export async function checkCourses(make: () => TestedEngine, runs: number, maxLength: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength }), async (steps) => {
      courses += 1;
      await runCourse(make(), `course_${courses}`, steps);
    }),
    { numRuns: runs },
  );
}

async function runCourse(engine: TestedEngine, tenant: string, steps: readonly Step[]): Promise<void> {
  const model = new LimitModel();
  const tried: { readonly id: string; readonly claims: readonly Claim[]; readonly holdMs: number }[] = [];
  let now = T0 + DAY - 30_000;
  const reserve = async (id: string, claims: readonly Claim[], holdMs: number): Promise<void> => {
    const verdict = await engine.reserve({ id, tenant, claims, nowMs: now, holdMs });
    expect(verdict.granted).toBe(model.reserve(id, claims, now, holdMs));
    expect(verdict.states.map(({ used }) => used)).toEqual(claims.map((one) => model.used(one, now)));
    for (const { rule, used } of verdict.states) {
      // What unknown settlements and used beyond the reserved add may exceed a limit, a reservation never.
      if (verdict.granted && rule.measure === "running") expect(used).toBeLessThanOrEqual(rule.limit);
    }
  };
  for (const [i, one] of steps.entries()) {
    const last = tried.at(-1 - ("back" in one ? one.back : 0));
    if (one.do === "wait") now += one.ms;
    else if (one.do === "step-back") now -= one.ms;
    else if (one.do === "reserve") {
      const claims = claimsOf(now, one);
      tried.push({ id: `r${i}`, claims, holdMs: one.holdMs });
      await reserve(`r${i}`, claims, one.holdMs);
    } else if (one.do === "settle-unknown") {
      const claims = claimsOf(now, { amounts: [], twice: COUNTERS });
      model.settle(`u${i}`, claims, one.used, now);
      await engine.settle({ id: `u${i}`, tenant, claims, used: one.used, nowMs: now });
    } else if (last !== undefined && one.do === "reserve-again") {
      await reserve(last.id, last.claims, last.holdMs);
    } else if (last !== undefined && one.do === "release") {
      model.release(last.id, one.nanos, one.tokens);
      await engine.releaseHeld(
        tenant,
        [
          {
            id: last.id,
            usedNanos: one.nanos,
            usedTokens: one.tokens,
            usedParts: { output_nanos: one.nanos, audio_ms: one.tokens },
          },
        ],
        now,
      );
    } else if (last !== undefined && one.do === "settle") {
      const used = last.claims.map((_claim, at) => one.used[at] ?? 0);
      model.settle(last.id, last.claims, used, now);
      await engine.settle({ id: last.id, tenant, claims: last.claims, used, nowMs: now });
    }
    model.lapse(now);
    const claims = rulesAt(now).map((rule) => claim(rule, 0));
    const states = await engine.read(
      tenant,
      claims.map(({ rule }) => rule),
      now,
    );
    expect(states.map(({ used }) => used)).toEqual(claims.map((each) => model.used(each, now)));
  }
}
