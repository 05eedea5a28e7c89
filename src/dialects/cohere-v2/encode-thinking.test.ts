import { describe, expect, it } from "vitest";
import type { Block } from "../../canonical/blocks.ts";
import type { ChatRequest } from "../../canonical/request.ts";
import type { target } from "../test-support.ts";
import { assistant, call, encode, result, THINKS, text, user } from "./test-support.ts";
import { OWN } from "./thinking.ts";

describe("reasoning of earlier turns", () => {
  const own: Block = { kind: "reasoning", text: "hm", carry: OWN };
  const thinking = { type: "thinking", thinking: "hm" };

  it("goes back to a model that may think", () => {
    const sent = encode({ messages: [user(text("a")), assistant(own, call("c1")), user(result("c1"))] }, THINKS);
    expect(sent.messages[1]?.["content"]).toEqual([thinking]);
    const plain = encode({ messages: [user(text("a")), assistant(own, text("b")), user(text("c"))] }, THINKS);
    expect(plain.messages[1]?.["content"]).toEqual([thinking, { type: "text", text: "b" }]);
    expect([...sent.fields, ...plain.fields]).toEqual([]);
  });

  it.each<[string, Block, Parameters<typeof target>[0], Partial<ChatRequest>]>([
    [
      "is another vendor's (trap 5)",
      { ...own, carry: { dialect: "anthropic-messages", data: "s" } } as Block,
      THINKS,
      {},
    ],
    ["is nobody's", { kind: "reasoning", text: "hm" }, THINKS, {}],
    ["meets a model that does not think", own, {}, {}],
    ["meets one that was told not to", own, THINKS, { reasoning: { effort: "none" } }],
  ])("stays behind when it %s", (_name, block, of, more) => {
    const sent = encode({ messages: [user(text("a")), assistant(block, text("b"))], ...more }, of);
    expect(sent.messages[1]).toEqual({ role: "assistant", content: "b" });
    expect(sent.fields).toEqual(["messages[1]"]);
  });
});

describe("thinking", () => {
  it.each<[string, Partial<ChatRequest>, unknown, readonly string[]]>([
    ["nothing", {}, undefined, []],
    ["off", { reasoning: { effort: "none" } }, { type: "disabled" }, []],
    ["an effort", { reasoning: { effort: "low" } }, { type: "enabled", token_budget: 2_048 }, []],
    ["a budget", { reasoning: { budgetTokens: 77 } }, { type: "enabled", token_budget: 77 }, []],
    ["no amount", { reasoning: { adaptive: true } }, { type: "enabled" }, []],
    ["a budget of nothing", { reasoning: { effort: "low", budgetTokens: 0 } }, { type: "enabled" }, []],
    [
      "more than there is room for",
      { reasoning: { effort: "max" }, maxOutputTokens: 100 },
      { type: "enabled", token_budget: 50 },
      ["reasoning_effort"],
    ],
    [
      "without being shown",
      { reasoning: { effort: "low", visible: false } },
      { type: "enabled", token_budget: 2_048 },
      ["reasoning_effort"],
    ],
  ])("asks for %s", (_name, request, thinking, fields) => {
    const sent = encode(request, THINKS);
    expect([sent.body["thinking"], sent.fields]).toEqual([thinking, fields]);
  });

  it("is not asked of a model that cannot", () => {
    expect(encode({ reasoning: { effort: "high" } }).fields).toEqual(["reasoning_effort"]);
    expect(encode({ reasoning: { effort: "none" } })).toMatchObject({ fields: [] });
  });
});
