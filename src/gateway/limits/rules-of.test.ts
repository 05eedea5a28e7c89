import { describe, expect, it } from "vitest";
import type { CallerBudget } from "../caller.ts";
import { testCaller } from "../testing/caller.ts";
import { rulesOf } from "./rules-of.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const DAY_MS = 86_400_000;
const input = { ip: "203.0.113.7", tags: {}, defaults: { rpm: 600, tpm: 9_000 } };

function budget(over: Partial<CallerBudget> = {}): CallerBudget {
  const of = { id: "bud_1", scope: "organization", scopeId: "org_1", period: "day" } as const;
  return { ...of, limitNanos: 100, hard: true, allowUnpriced: false, ...over };
}
const counters = (rules: readonly { counter: string }[]) => rules.map(({ counter }) => counter);

describe("rates", () => {
  it("gives a key the installation's where it sets none, and nothing more where nothing is set", () => {
    const rules = rulesOf(testCaller({ rateLimits: { rpm: 5 } }), input, NOW);
    expect(rules.map(({ counter, limit }) => [counter, limit])).toEqual([
      ["key:key_1:rpm", 5],
      ["key:key_1:tpm", 9_000],
    ]);
  });

  it("bounds address, project and organization too, each with its own measure and window", () => {
    const caller = testCaller({
      ipRateLimits: { rpm: 1 },
      projectRateLimits: { parallel: 2 },
      organizationRateLimits: { rpd: 3, tpm: 4 },
    });
    const rules = rulesOf(caller, input, NOW).filter(({ scope }) => scope !== "key");
    const day = { kind: "period", startMs: Date.parse("2026-11-21"), endMs: Date.parse("2026-11-22") };
    expect(rules.map(({ counter, measure, window, limit }) => [counter, measure, window, limit])).toEqual([
      ["ip:203.0.113.7:rpm", "requests", { kind: "sliding", ms: 60_000 }, 1],
      ["project:proj_1:parallel", "running", { kind: "running" }, 2],
      ["organization:org_1:rpd", "requests", day, 3],
      ["organization:org_1:tpm", "tokens", { kind: "sliding", ms: 60_000 }, 4],
    ]);
  });

  it("counts all addresses of an IPv6 network as one", () => {
    const caller = testCaller({ ipRateLimits: { rpm: 1 } });
    const [first] = rulesOf(caller, { ...input, ip: "2001:db8:1:2::1" }, NOW);
    const [second] = rulesOf(caller, { ...input, ip: "2001:db8:1:2:ffff::9" }, NOW);
    expect([first?.counter, second?.counter]).toEqual(Array(2).fill("ip:2001:db8:1:2::/64:rpm"));
    expect(rulesOf(caller, { ...input, ip: "::ffff:203.0.113.7" }, NOW)[0]?.scopeId).toBe("203.0.113.7");
  });

  it("asks nothing of an address that is not known", () => {
    const rules = rulesOf(testCaller({ ipRateLimits: { rpm: 1 } }), { ...input, ip: null }, NOW);
    expect(rules.some(({ scope }) => scope === "ip")).toBe(false);
  });
});

describe("money", () => {
  const money = (budgets: readonly CallerBudget[], more: object = {}, tags: Record<string, string> = {}) =>
    rulesOf(testCaller({ budgets, ...more }), { ...input, tags }, NOW).filter(({ measure }) => measure === "nanos");

  it("begins windows where the organization's clocks do, and leaves out budgets by request", () => {
    const rules = money([budget({ period: "week" }), budget({ id: "r", period: "request" })], {
      timeZone: "Asia/Kolkata",
    });
    expect(rules).toEqual([
      {
        counter: "spend:organization:org_1:week",
        scope: "organization",
        scopeId: "org_1",
        measure: "nanos",
        window: {
          kind: "period",
          startMs: Date.parse("2026-11-15T18:30:00Z"),
          endMs: Date.parse("2026-11-22T18:30:00Z"),
        },
        limit: 100,
        hard: true,
        budgetId: "bud_1",
      },
    ]);
  });

  it.each([
    [
      "the lowest hard one",
      [
        [50, true],
        [40, true],
        [60, true],
      ],
      40,
      true,
    ],
    [
      "a hard one before a lower soft one",
      [
        [10, false],
        [90, true],
      ],
      90,
      true,
    ],
    [
      "a hard one that comes first",
      [
        [90, true],
        [10, false],
      ],
      90,
      true,
    ],
    [
      "the lowest soft one where none is hard",
      [
        [30, false],
        [20, false],
      ],
      20,
      false,
    ],
  ] as const)("has each counter once: %s", (_, given, limit, hard) => {
    const rules = money(
      given.map(([limitNanos, isHard], index) => budget({ id: `b${index}`, limitNanos, hard: isHard })),
    );
    expect(rules).toHaveLength(1);
    expect(rules[0]).toMatchObject({ limit, hard });
  });

  it("counts each value of a tag apart, and a value of its own budget as well", () => {
    const of = { scope: "tag", period: "month" } as const;
    const budgets = [
      budget({ ...of, id: "any", scopeId: "user=*", limitNanos: 10 }),
      budget({ ...of, id: "vip", scopeId: "user=a=b", limitNanos: 5 }),
      budget({ ...of, id: "other", scopeId: "team=x" }),
    ];
    const rules = money(budgets, {}, { user: "a=b", env: "prod" });
    expect(rules.map(({ counter, limit, budgetId }) => [counter, limit, budgetId])).toEqual([
      ["spend:tag:user=a=b:month", 5, "vip"],
    ]);
    expect(counters(money(budgets, {}, { user: "c", team: "x" }))).toEqual([
      "spend:tag:user=c:month",
      "spend:tag:team=x:month",
    ]);
    expect(money(budgets, {}, JSON.parse('{"__proto__": "x"}'))).toEqual([]);
  });

  it("bounds credits by what was put in and may be overdrawn, unless nothing bounds them", () => {
    expect(money([], { credits: { creditedNanos: 70, lineNanos: 30 } })).toEqual([
      expect.objectContaining({ counter: "spend:credits:org_1:total", scope: "credits", limit: 100, hard: true }),
    ]);
    expect(money([], { credits: { creditedNanos: -70, lineNanos: 30 } })[0]?.limit).toBe(0);
    expect(money([], { credits: { creditedNanos: 70, lineNanos: null } })).toEqual([]);
  });
});

describe("sharing", () => {
  const caller = testCaller({ budgets: [budget()], organizationRateLimits: { rpd: 9 } });

  it("hands out one list as long as nothing changes, and another once a window ends, or time steps back", () => {
    const rules = rulesOf(caller, input, NOW);
    expect(rulesOf(caller, { ...input, ip: null }, NOW + 1_000)).toBe(rules);
    const tomorrow = rulesOf(caller, input, NOW + DAY_MS);
    expect(counters(tomorrow)).toEqual(counters(rules));
    expect(tomorrow.find(({ counter }) => counter.startsWith("spend:"))?.window).toMatchObject({
      startMs: Date.parse("2026-11-22"),
    });
    expect(rulesOf(caller, input, NOW)).toEqual(rules);
  });

  it("follows the installation's defaults", () => {
    const other = rulesOf(caller, { ...input, defaults: { rpm: 1, tpm: 2 } }, NOW);
    expect(other.find(({ counter }) => counter === "key:key_1:rpm")?.limit).toBe(1);
  });
});
