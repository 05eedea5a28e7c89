import { describe, expect, it } from "vitest";
import type { BalancingRule } from "./balancing-rule.ts";
import { makeChooser } from "./make-chooser.ts";
import type { RoutingRule } from "./routing-rule.ts";
import { type Asked, choosing, NOW, says } from "./testing/choosing.ts";

const base = { projectSlug: "shop", route: "chat", chatModels: ["dflt", "a", "b", "c"] };
const common = { name: "by-topic", default_model_id: "dflt" };

function chooserOf(routing?: RoutingRule, balancing?: BalancingRule) {
  const chooser = makeChooser({ ...base, routing, balancing });
  if (chooser === undefined) throw new Error("no chooser");
  return chooser;
}

async function chosen(routing: RoutingRule, asked: Asked): Promise<[string, string]> {
  const { modelId, reason } = await chooserOf(routing).choose(await choosing(asked));
  return [modelId, reason];
}

const DEFAULT = ["dflt", "default of the routing 'by-topic': nothing fits"];
const deterministic = { ...common, type: "deterministic" } as const;

describe("keywords", () => {
  const rule: RoutingRule = {
    ...deterministic,
    rule: "keyword",
    output_mapping: [
      { model_id: "a", conditions: ["Invoice", "she"] },
      { model_id: "b", conditions: ["hers", "oice"] },
      { model_id: "c", conditions: ["ÜBER", "😀"] },
    ],
  };
  it.each<[string, string, string | undefined]>([
    ["my INVOICE please", "a", "Invoice"],
    ["hers and an invoice", "a", "Invoice"],
    ["ushers", "a", "she"],
    ["a voice", "b", "oice"],
    ["herself: hers", "b", "hers"],
    ["über uns", "c", "ÜBER"],
    ["well 😀", "c", "😀"],
    ["invo ice", "dflt", undefined],
    ["", "dflt", undefined],
  ])("%j goes to %s", async (text, modelId, word) => {
    const reason = word === undefined ? DEFAULT[1] : `keyword '${word}' of the routing 'by-topic'`;
    expect(await chosen(rule, says(text))).toEqual([modelId, reason]);
  });

  it("of messages before the last one, and of the system, do not count", async () => {
    const messages = [
      { role: "system", content: "invoice" },
      { role: "user", content: "invoice" },
      { role: "assistant", content: "invoice" },
      { role: "user", content: "hello" },
    ];
    expect(await chosen(rule, { body: { model: "m", messages } })).toEqual(DEFAULT);
  });

  it("are found by one pass, however many there are and however long the text is", async () => {
    const words = Array.from({ length: 10_000 }, (_, i) => `${"a".repeat(20)}${i}`);
    const many: RoutingRule = {
      ...rule,
      output_mapping: [
        { model_id: "a", conditions: words },
        { model_id: "b", conditions: ["aaab"] },
      ],
    };
    expect((await chosen(many, says(`${"a".repeat(3_000_000)}b`)))[0]).toBe("b");
  });
});

describe("lengths", () => {
  const rule = (which: "token_length" | "context_length", ranges: readonly [string, object][]): RoutingRule => ({
    ...deterministic,
    rule: which,
    output_mapping: ranges.map(([model_id, conditions]) => ({ model_id, conditions })),
  });
  const mixed: readonly [string, object][] = [
    ["a", { gte: 100 }],
    ["b", { gte: 1_000 }],
    ["c", { between: [10, 20] }],
    ["dflt", { lte: 8 }],
    ["a", { lte: 4 }],
  ];
  it.each<[number, string, string]>([
    [4 * 4, "a", "token_length lte 4"],
    [4 * 4 + 1, "dflt", "token_length lte 8"],
    [4 * 9, "dflt", "default"],
    [4 * 10, "c", "token_length between 10 and 20"],
    [4 * 20, "c", "token_length between 10 and 20"],
    [4 * 21, "dflt", "default"],
    [4 * 99, "dflt", "default"],
    [4 * 99 + 1, "a", "token_length gte 100"],
    [4 * 999, "a", "token_length gte 100"],
    [4 * 1_000, "b", "token_length gte 1000"],
  ])("%d bytes of the last message go to %s by %s", async (bytes, modelId, reason) => {
    const messages = [
      { role: "user", content: "x".repeat(9_000) },
      { role: "user", content: "x".repeat(bytes) },
    ];
    const made = await chosen(rule("token_length", mixed), { body: { model: "m", messages } });
    expect(made).toEqual([modelId, expect.stringContaining(reason)]);
  });

  it("of contexts are those of the whole request, and files are no text", async () => {
    const by = rule("context_length", [
      ["b", { gte: 3_000 }],
      ["a", { gte: 1_000 }],
    ]);
    const url = `data:image/png;base64,${Buffer.alloc(60_000, 7).toString("base64")}`;
    const body = (content: unknown) => ({
      model: "m",
      messages: [
        { role: "user", content },
        { role: "user", content: "Hi" },
      ],
    });
    expect((await chosen(by, { body: body("x".repeat(12_000)) }))[0]).toBe("b");
    expect((await chosen(by, { body: body([{ type: "image_url", image_url: { url } }]) }))[0]).toBe("a");
    expect(await chosen(by, says("Hi"))).toEqual(DEFAULT);
  });
});

describe("times", () => {
  const rule: RoutingRule = {
    ...deterministic,
    rule: "time",
    output_mapping: [
      { model_id: "a", conditions: ["nonsense", "* 9-17 * * 1-5"] },
      { model_id: "b", conditions: ["45 0 18 * * *", "* * * * 6,0"] },
      { model_id: "c", conditions: ["* 0-23 * * *"] },
    ],
  };
  it.each<[string, string]>([
    ["2026-11-20T12:00:30Z", "a"],
    ["2026-11-20T17:59:59Z", "a"],
    ["2026-11-20T18:00:10Z", "b"],
    ["2026-11-20T18:01:45Z", "c"],
    ["2026-11-21T12:00:00Z", "b"],
  ])("at %s it is %s", async (time, modelId) => {
    const chooser = chooserOf(rule);
    const ask = async (iso: string) => (await chooser.choose(await choosing({ nowMs: Date.parse(iso) }))).modelId;
    // What is remembered of one minute is not said of another.
    expect([await ask("2026-11-20T18:00:00Z"), await ask(time), await ask(time)]).toEqual(["b", modelId, modelId]);
  });
});

describe("budgets", () => {
  const rule: RoutingRule = {
    ...deterministic,
    rule: "budget",
    output_mapping: [
      { model_id: "a", conditions: { threshold: 0.5 } },
      { model_id: "b", conditions: { threshold: 0.9 } },
    ],
  };
  it.each<[number, string]>([
    [0.49, "dflt"],
    [0.5, "a"],
    [0.89, "a"],
    [0.9, "b"],
    [1.2, "b"],
  ])("used to %d mean %s", async (budgetUsed, modelId) => {
    expect((await chosen(rule, { budgetUsed }))[0]).toBe(modelId);
  });
  it("that are not there mean the default, and are known once admitted", async () => {
    expect(await chosen(rule, {})).toEqual(["dflt", "default of the routing 'by-topic': the route has no budget"]);
    expect(chooserOf(rule).when).toBe("admitted");
  });
});

describe("a route's chooser", () => {
  const keyword: RoutingRule = {
    ...deterministic,
    rule: "keyword",
    output_mapping: [{ model_id: "a", conditions: ["x"] }],
  };
  it("is none where nothing is to be chosen", () => {
    expect(makeChooser(base)).toBeUndefined();
  });
  it("names every model that it may choose", () => {
    expect(chooserOf(keyword)).toMatchObject({ when: "at-once", models: ["a", "dflt"] });
    expect(chooserOf(undefined, { algorithm: "ROUND_ROBIN" }).models).toEqual(base.chatModels);
    expect(chooserOf(keyword, { algorithm: "ROUND_ROBIN", models: ["b", "c"] }).models).toEqual(["a", "b", "c"]);
  });
  it("balances what its routing does not decide", async () => {
    const chooser = chooserOf(keyword, { algorithm: "ROUND_ROBIN", models: ["b", "c"] });
    const ask = async (text: string) => await chooser.choose(await choosing(says(text)));
    expect(await ask("x")).toEqual({ modelId: "a", reason: "keyword 'x' of the routing 'by-topic'" });
    expect(await ask("y")).toEqual({
      modelId: "b",
      reason: "round robin, without a decision of the routing 'by-topic': nothing fits",
    });
    expect((await ask("y")).modelId).toBe("c");
  });
  it("keeps what a rule says though the model is unwell: whoever is left may not be meant for it", async () => {
    expect((await chosen(keyword, { ...says("x"), unusable: ["a"] }))[0]).toBe("a");
  });
  it("takes the default for what cannot be read", async () => {
    const asked = await choosing({ nowMs: NOW });
    const odd = { ...asked, request: { ...asked.request, body: null as never } };
    expect(await chooserOf(keyword).choose(odd)).toEqual({
      modelId: "dflt",
      reason: "default of the routing 'by-topic': the decision failed",
    });
  });
});
