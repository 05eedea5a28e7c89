import { describe, expect, it } from "vitest";
import { isGatewayError } from "../../errors/gateway-error.ts";
import type { CallerBudget } from "../caller.ts";
import { countTokens } from "../endpoints/count-tokens.ts";
import { LocalLimitEngine } from "../limits/local-limit-engine.ts";
import { type AdmissionWorld, admissionWorld, NOW, pricedTarget, requestOf } from "../limits/testing/admission.ts";
import type { ModelTerms } from "../routes/model-terms.ts";
import type { Plan } from "../routing/plan.ts";
import type { Target } from "../routing/target.ts";
import { admit, admitCached } from "./admit.ts";

const RATE = { inputPico: 1_000, outputPico: 1_000_000 };
const DEAR = { inputPico: 1_000, outputPico: 100_000_000 };
const UNLIMITED = { creditedNanos: 0, lineNanos: null };
const ask = (maxTokens = 1_000) =>
  requestOf({ model: "m", messages: [{ role: "user", content: "Hi" }], max_tokens: maxTokens });

function budget(limitNanos: number, more: Partial<CallerBudget> = {}): CallerBudget {
  const of = { id: "bud_1", scope: "organization", scopeId: "org_1", period: "total", hard: true } as const;
  return { ...of, limitNanos, allowUnpriced: false, ...more };
}

function world(more: Omit<AdmissionWorld, "engine">) {
  const made = admissionWorld({ engine: new LocalLimitEngine(), ...more });
  const run = (request = ask()): { plan: Plan; exchange: ReturnType<typeof made.exchange> } => {
    const exchange = made.exchange();
    const plan = admit(exchange, made.gateway, made.caller, request, made.plan);
    // Counted in the process: nobody waits.
    if (plan instanceof Promise) throw new Error("waited");
    return { plan, exchange };
  };
  const labels = (request = ask()): string[] => run(request).plan.targets.map(({ label }) => label);
  const code = (request = ask()): string => {
    try {
      run(request);
      return "granted";
    } catch (error) {
      return isGatewayError(error) ? `${error.code} ${error.message}` : String(error);
    }
  };
  return { ...made, run, labels, code };
}

describe("money", () => {
  it("leaves out what it does not cover as long as something else is left", () => {
    const targets = [pricedTarget("a/dear", DEAR), pricedTarget("b/cheap", RATE)];
    const { labels, code } = world({ targets, caller: { budgets: [budget(5_000_000)], credits: UNLIMITED } });
    // A thousand tokens at 100 nano-dollars and more are over it, at 1 they are not.
    expect(labels()).toEqual(["b/cheap"]);
    expect(labels(ask(10))).toEqual(["a/dear", "b/cheap"]);
    expect(code(ask(9_000))).toMatch(/^budget_exceeded .*'bud_1' of \$0\.005 has \$0\.00\d+ left/);
  });

  it("names the budget, what is left and when it resets, and tells of the refusal", () => {
    const targets = [pricedTarget("a/dear", DEAR)];
    const { code, refusals } = world({
      targets,
      caller: { budgets: [budget(1_000, { period: "day" })], credits: UNLIMITED },
    });
    expect(code()).toMatch(/^budget_exceeded .*It resets at 2027-01-\d\dT00:00:00\.000Z\./);
    expect(refusals).toEqual(["bud_1"]);
  });

  it("is given back when the request used less", () => {
    const targets = [pricedTarget("a/dear", DEAR)];
    const { run, code, gateway } = world({ targets, caller: { budgets: [budget(150_000_000)], credits: UNLIMITED } });
    const { exchange } = run();
    expect(code()).toMatch(/^budget_exceeded/);
    exchange.grant?.settle({ tokens: 10, nanos: 7, creditsNanos: 0 }, gateway.clock.now());
    expect(code()).toBe("granted");
  });

  it("bounds one request without a reservation", () => {
    const targets = [pricedTarget("a/dear", DEAR), pricedTarget("b/cheap", RATE)];
    const one = budget(2_000_000, { period: "request", id: "per_request_usd" });
    const { labels, code } = world({ targets, caller: { budgets: [one], credits: UNLIMITED } });
    expect([labels(), labels()]).toEqual([["b/cheap"], ["b/cheap"]]);
    expect(code(ask(9_000))).toMatch(/^budget_exceeded .*'per_request_usd' allows \$0\.002 a request/);
  });

  it.each([
    ["is not spent on models without a price", budget(1e9), "budget_exceeded"],
    ["is, where the budget allows it", budget(1e9, { allowUnpriced: true }), "granted"],
    ["is, where the budget only watches", budget(1e9, { hard: false }), "granted"],
  ])("%s", (_, one, expected) => {
    const { code } = world({ targets: [pricedTarget("a/x", null)], caller: { budgets: [one], credits: UNLIMITED } });
    expect(code()).toMatch(new RegExp(`^${expected}`));
  });

  it("of a tag binds requests with the tag alone", () => {
    const targets = [pricedTarget("a/dear", DEAR)];
    const caller = { budgets: [budget(1, { scope: "tag", scopeId: "team=red" })], credits: UNLIMITED };
    expect(world({ targets, caller, tags: { team: "red" } }).code()).toMatch(/^budget_exceeded/);
    expect(world({ targets, caller, tags: { team: "blue" } }).code()).toBe("granted");
  });
});

describe("credits", () => {
  const poor = { creditedNanos: 50, lineNanos: 0 };

  it("that do not cover it leave the organization's own keys", () => {
    const both = pricedTarget("a/m", RATE, { paidBy: ["own-key", "credits"] });
    const paid = pricedTarget("b/m", RATE, { paidBy: ["credits"] });
    const { run } = world({ targets: [both, paid], caller: { credits: poor } });
    const [target, ...others] = run().plan.targets;
    expect(target?.credentials.map(({ paidBy }) => paidBy)).toEqual(["own-key"]);
    expect(others).toEqual([]);
  });

  it("that are used up refuse what they alone pay", () => {
    const targets = [pricedTarget("b/m", RATE, { paidBy: ["credits"] })];
    expect(world({ targets, caller: { credits: poor } }).code()).toMatch(
      /^insufficient_credits .*\$0\.00000005 of credits left/,
    );
    expect(world({ targets, caller: { credits: { creditedNanos: 50, lineNanos: 1e9 } } }).code()).toBe("granted");
    expect(world({ targets, caller: { credits: UNLIMITED } }).code()).toBe("granted");
  });

  it("pay for nothing whose price is not known", () => {
    const targets = [pricedTarget("b/m", null, { paidBy: ["credits"] })];
    expect(world({ targets, caller: { credits: { creditedNanos: 1e12, lineNanos: 0 } } }).code()).toMatch(
      /^insufficient_credits No price/,
    );
    expect(world({ targets, caller: { credits: UNLIMITED } }).code()).toBe("granted");
  });
});

describe("what counts differently", () => {
  const rates = { rateLimits: { rpm: 1, parallel: 5 }, credits: UNLIMITED };

  it("an answer out of the cache is a request, without tokens and money", () => {
    const caller = { ...rates, budgets: [budget(1)] };
    const { gateway, exchange, caller: known } = world({ targets: [pricedTarget("a/dear", DEAR)], caller });
    const first = exchange();
    void admitCached(first, gateway, known);
    expect(first.grant?.headers).toContain("x-ratelimit-limit-requests");
    expect(() => admitCached(exchange(), gateway, known)).toThrow(/requests a minute/);
  });

  it("a request of the gateway's own is money and tokens, and no request", () => {
    const { code } = world({ targets: [pricedTarget("a/m", RATE)], caller: rates, inner: true });
    expect([code(), code(), code()]).toEqual(["granted", "granted", "granted"]);
    const caller = { budgets: [budget(1)], credits: UNLIMITED };
    expect(world({ targets: [pricedTarget("a/m", RATE)], caller, inner: true }).code()).toMatch(/^budget_exceeded/);
  });

  it("counting tokens takes none", () => {
    const caller = { rateLimits: { tpm: 1 }, credits: UNLIMITED };
    const { code } = world({ targets: [pricedTarget("a/m", RATE)], caller, endpoint: countTokens });
    expect(code()).toBe("granted");
  });

  it("a picture takes what pictures take, and output what the model gives", () => {
    const url = `data:image/png;base64,${Buffer.alloc(300_000, 7).toString("base64")}`;
    const content = [{ type: "image_url", image_url: { url } }];
    const picture = requestOf({ model: "m", messages: [{ role: "user", content }], max_tokens: 1_000_000 });
    const targets = [pricedTarget("a/m", RATE, { maxOutputTokens: 500 })];
    expect(world({ targets, caller: { rateLimits: { tpm: 2_000 }, credits: UNLIMITED } }).code(picture)).toBe(
      "granted",
    );
  });

  it("a request that was long in coming counts in the day of its arrival, as its record does", () => {
    const caller = { budgets: [budget(1e9, { period: "day" })], credits: UNLIMITED };
    const { gateway, exchange, caller: known, plan } = world({ targets: [pricedTarget("a/dear", DEAR)], caller });
    const late = Object.assign(exchange(), { startedAtMs: NOW - 86_400_000 });
    expect(admit(late, gateway, known, ask(), plan)).toBe(plan);
    expect(late.grant?.binding.map(({ rule }) => rule.window)).toContainEqual(
      expect.objectContaining({ kind: "period", startMs: Date.UTC(2027, 0, 14), endMs: Date.UTC(2027, 0, 15) }),
    );
  });
});

describe("what is refused", () => {
  it("for a rate is told so, though money left others out before", () => {
    const targets = [pricedTarget("a/unknown", null), pricedTarget("b/m", RATE)];
    const caller = { budgets: [budget(1e12)], rateLimits: { rpm: 1 }, credits: UNLIMITED };
    const { code } = world({ targets, caller });
    expect(code()).toBe("granted");
    expect(code()).toMatch(/^rate_limit_exceeded/);
  });

  it("for its size alone is not told to wait", () => {
    const caller = { rateLimits: { tpm: 100 }, credits: UNLIMITED };
    const { code } = world({ targets: [pricedTarget("b/m", RATE)], caller });
    expect(code()).toMatch(/^rate_limit_exceeded This key's limit of 100 tokens a minute is too small/);
  });

  it("for a budget names what is left of it, not a model that was left out before", () => {
    const targets = [pricedTarget("a/unknown", null), pricedTarget("b/m", DEAR)];
    const { code } = world({ targets, caller: { budgets: [budget(10)], credits: UNLIMITED } });
    expect(code()).toMatch(/^budget_exceeded .*'bud_1' of/);
  });

  it("is never what costs nothing, not even by a budget that is overdrawn", () => {
    const targets = [pricedTarget("a/dear", DEAR), pricedTarget("b/free", { inputPico: 0, outputPico: 0 })];
    const { run, labels, gateway } = world({ targets, caller: { budgets: [budget(150_000_000)], credits: UNLIMITED } });
    run().exchange.grant?.settle({ tokens: 1, nanos: 200_000_000, creditsNanos: 0 }, gateway.clock.now());
    expect(labels()).toEqual(["b/free"]);
  });

  it("is not what own keys cover and only the fee does not", () => {
    const both = pricedTarget("a/m", { inputPico: 0, outputPico: 1_000_000 }, { paidBy: ["own-key", "credits"] });
    const { run } = world({ targets: [both], caller: { budgets: [budget(1_000_000)], credits: UNLIMITED } });
    expect(run().plan.targets[0]?.credentials.map(({ paidBy }) => paidBy)).toEqual(["own-key"]);
  });
});

describe("what a configuration says of a model", () => {
  const terms = (more: Partial<ModelTerms>): ModelTerms => ({
    params: {},
    prompt: undefined,
    promptCache: false,
    ...more,
  });
  const unbounded = () => requestOf({ model: "m", messages: [{ role: "user", content: "Hi" }] });

  it("bounds its cost and nobody else's", () => {
    const bounded = { ...pricedTarget("a/dear", DEAR), terms: terms({ params: { max_tokens: 10 } }) };
    const targets = [bounded, pricedTarget("b/dear", DEAR)];
    const { labels } = world({ targets, caller: { budgets: [budget(5_000_000)], credits: UNLIMITED } });
    expect(labels(unbounded())).toEqual(["a/dear"]);
  });

  it("costs what it says, be it a prompt or several answers", () => {
    const one = budget(2_000_000, { period: "request" });
    const by = (more: Partial<ModelTerms>) => {
      const rate = { inputPico: 1_000_000, outputPico: 1_000_000 };
      const targets = [{ ...pricedTarget("a/m", rate), terms: terms(more) }];
      return world({ targets, caller: { budgets: [one], credits: UNLIMITED } }).code(ask(1_000));
    };
    expect(by({})).toBe("granted");
    expect(by({ prompt: { role: "system", text: "word ".repeat(1_000) } })).toMatch(/^budget_exceeded/);
    expect(by({ params: { n: 3 } })).toMatch(/^budget_exceeded/);
  });

  it("takes tokens of the largest that may be said", () => {
    const long = {
      ...pricedTarget("b/m", RATE),
      terms: terms({ prompt: { role: "system", text: "word ".repeat(1_000) } }),
    };
    const short = { ...pricedTarget("c/m", RATE), terms: terms({ params: { max_tokens: 5 } }) };
    const by = (tpm: number, targets: readonly Target[]) =>
      world({ targets, caller: { rateLimits: { tpm }, credits: UNLIMITED } }).code(unbounded());
    expect(by(100, [short])).toBe("granted");
    expect(by(1_200, [short, long])).toMatch(/^rate_limit_exceeded/);
    expect(by(1_200, [pricedTarget("a/m", RATE), short])).toBe("granted");
    expect(by(1_600, [short, long])).toBe("granted");
  });
});
