import { describe, expect, it } from "vitest";
import type { BalancingRule } from "../balancing-rule.ts";
import { type Asked, choosing } from "../testing/choosing.ts";
import { makeBalancer } from "./balancer.ts";
import { userIdOf } from "./sticky-id.ts";

const MODELS = ["a", "b", "c"];
const hi = { model: "m", messages: [{ role: "user", content: "Hi" }] };

function balancerOf(rule: BalancingRule, label = "shop/chat") {
  return makeBalancer(rule, MODELS, label);
}

async function turns(rule: BalancingRule, count: number, asked: Asked = {}): Promise<string> {
  const balancer = balancerOf(rule);
  const given = await choosing(asked);
  return Array.from({ length: count }, () => balancer.choose(given).modelId).join("");
}

describe("round robin", () => {
  it.each<[string, BalancingRule, Asked, string]>([
    ["of all", { algorithm: "ROUND_ROBIN" }, {}, "abcabc"],
    ["of some", { algorithm: "ROUND_ROBIN", models: ["c", "a"] }, {}, "cacaca"],
    ["without who cannot be asked", { algorithm: "ROUND_ROBIN" }, { unusable: ["b"] }, "acacac"],
    ["when nobody can be asked", { algorithm: "ROUND_ROBIN" }, { unusable: MODELS }, "abcabc"],
    [
      "by weights is spread out",
      {
        algorithm: "WEIGHTED_ROUND_ROBIN",
        weights: [
          { model_id: "a", weight: 5 },
          { model_id: "b", weight: 1 },
          { model_id: "c", weight: 1 },
        ],
      },
      {},
      "aabacaa",
    ],
    [
      "by weights keeps the shares of who is left",
      {
        algorithm: "WEIGHTED_ROUND_ROBIN",
        weights: [
          { model_id: "a", weight: 5 },
          { model_id: "b", weight: 2 },
          { model_id: "c", weight: 1 },
        ],
      },
      { unusable: ["a"] },
      "bcbbcb",
    ],
  ])("%s", async (_name, rule, asked, order) => {
    expect(await turns(rule, order.length, asked)).toBe(order);
  });

  it("gives exactly the shares of any weights", async () => {
    const weights = [7, 13, 80].map((weight, i) => ({ model_id: MODELS[i] as string, weight }));
    const order = await turns({ algorithm: "WEIGHTED_ROUND_ROBIN", weights }, 1_000);
    expect(MODELS.map((model) => order.split(model).length - 1)).toEqual([70, 130, 800]);
  });
});

describe("a canary", () => {
  const canary = (percent: number, more: Partial<BalancingRule> = {}): BalancingRule => ({
    algorithm: "CANARY",
    canaries: [{ model_id: "b", percent }],
    ...more,
  });
  const users = Array.from({ length: 2_000 }, (_, i) => `user-${i}`);
  const chosenFor = async (rule: BalancingRule, asked: Asked = {}, label?: string) => {
    const balancer = balancerOf(rule, label);
    const given = await choosing(asked);
    return users.map((user) => {
      const request = { ...given.request, body: { ...hi, user } };
      return balancer.choose({ ...given, request }).modelId;
    });
  };

  it("gets its share, the same people each time, and others on other routes", async () => {
    const first = await chosenFor(canary(10));
    const share = first.filter((model) => model === "b").length / users.length;
    expect(share).toBeGreaterThan(0.07);
    expect(share).toBeLessThan(0.13);
    expect(await chosenFor(canary(10))).toEqual(first);
    expect(await chosenFor(canary(10), {}, "shop/other")).not.toEqual(first);
  });

  it("keeps its people when it grows, also beside others", async () => {
    const two = (b: number): BalancingRule => ({
      algorithm: "CANARY",
      stable: "a",
      canaries: [
        { model_id: "b", percent: b },
        { model_id: "c", percent: 20 },
      ],
    });
    const [small, large] = [await chosenFor(two(5)), await chosenFor(two(15))];
    for (const [i, before] of small.entries()) {
      if (before === "b") expect(large[i]).toBe("b");
      if (before === "c") expect(large[i]).not.toBe("a");
    }
    expect(large.filter((model) => model === "b").length).toBeGreaterThan(small.filter((m) => m === "b").length);
  });

  it("gives everybody to 100 percent, and to the stable one while it cannot be asked", async () => {
    expect(new Set(await chosenFor(canary(100)))).toEqual(new Set(["b"]));
    expect(new Set(await chosenFor(canary(100), { unusable: ["b"] }))).toEqual(new Set(["a"]));
    expect(new Set(await chosenFor(canary(1), { unusable: ["a"] }))).toEqual(new Set(["b"]));
    expect(new Set(await chosenFor(canary(1), { unusable: MODELS })).has("a")).toBe(true);
  });

  it("goes by chance where nobody is named, and by the session before that", async () => {
    const by = async (asked: Asked, rule = canary(30)) => balancerOf(rule).choose(await choosing(asked));
    const low = { random: () => 0.29 };
    const high = { random: () => 0.3 };
    expect([(await by(low)).modelId, (await by(high)).modelId]).toEqual(["b", "a"]);
    expect((await by(low)).reason).toBe("canary of 30 %, by chance");
    const none = canary(30, { sticky_by: "none" });
    expect((await by({ ...low, body: { ...hi, user: "u" } }, none)).modelId).toBe("b");
    const session = { headers: { "x-session-id": "s-1" } };
    const [one, two] = [await by({ ...low, ...session }), await by({ ...high, ...session })];
    expect(one).toEqual(two);
    expect(one.reason).toMatch(/by session$/);
  });

  it("goes by the key where that is asked for, whoever the user is", async () => {
    const rule = canary(50, { sticky_by: "key" });
    const ask = async (keyId: string, user: string) =>
      balancerOf(rule).choose(await choosing({ keyId, body: { ...hi, user } })).modelId;
    const keys = Array.from({ length: 20 }, (_, i) => `key_${i}`);
    const models = await Promise.all(keys.map((key) => ask(key, "u")));
    expect(new Set(models)).toEqual(new Set(["a", "b"]));
    expect(await Promise.all(keys.map((key) => ask(key, "v")))).toEqual(models);
  });
});

it.each<[object, string | undefined]>([
  [{ user: "u" }, "u"],
  [{ safety_identifier: "s", user: "u" }, "s"],
  [{ metadata: { user_id: "m" } }, "m"],
  [{ metadata: { user_id: "user_1_account__session_2" } }, "user_1_account_"],
  [{ metadata: { user_id: '{"device_id":"d","account_uuid":"","session_id":"s"}' } }, "d"],
  [{ metadata: { user_id: "{broken" } }, "{broken"],
  [{ user: 7, metadata: [] }, undefined],
  [{ user: "" }, undefined],
])("the user of %j is %s", (body, id) => {
  expect(userIdOf(body as never)).toBe(id);
});
