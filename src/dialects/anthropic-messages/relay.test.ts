import { describe, expect, it } from "vitest";
import type { JsonObject } from "../dialect.ts";
import type { Quirk } from "../quirks.ts";
import { sealCarry } from "../sealed-carry.ts";
import { target } from "../test-support.ts";
import { relayEdits } from "./relay.ts";

const carry = { dialect: "gemini", data: "sig" };
const user = { role: "user", content: "hi" };
const turn = (...content: JsonObject[]) => ({ role: "assistant", content });
const use = { type: "tool_use", id: "t", name: "f", input: {} };
const results = { role: "user", content: [{ type: "tool_result", tool_use_id: "t", content: "r" }] };
const signed = { type: "thinking", thinking: "hm", signature: "Anthropic's" };
const unsigned = { type: "thinking", thinking: "hm", signature: "llmgw:unsigned" };
const foreign = { type: "thinking", thinking: "hm", signature: sealCarry(carry) };
const hidden = { type: "redacted_thinking", data: sealCarry(carry) };
const state = { type: "redacted_thinking", data: sealCarry(carry, "t") };
const link = { type: "web_search_result_location", url: "https://a", title: null, cited_text: "" };

function edits(body: JsonObject, quirks: readonly Quirk[] = []) {
  const { set, drop } = relayEdits(body, target({ quirks }));
  return { set: Object.fromEntries(Object.entries(set).map(([name, json]) => [name, JSON.parse(json)])), drop };
}

describe("a relayed message body", () => {
  it.each<[string, unknown]>([
    ["plain", [user, turn({ type: "text", text: "a" }), user]],
    ["with Anthropic's own state", [user, turn(signed, { type: "redacted_thinking", data: "theirs" }, use), results]],
    [
      "with Anthropic's own search",
      [user, turn({ type: "text", text: "a", citations: [{ ...link, encrypted_index: "theirs" }] }), user],
    ],
    ["no list", "?"],
    ["with what is no message", [7, { role: "assistant", content: [null, 7] }]],
  ])("is left alone: %s", (_name, messages) => {
    expect(edits({ model: "m", messages })).toEqual({ set: {}, drop: [] });
  });

  it("leaves here what the gateway sealed or marked for its caller", () => {
    const cited = { type: "text", text: "a", citations: [{ ...link, encrypted_index: "llmgw:unsigned" }] };
    const both = { ...cited, citations: [{ ...link, encrypted_index: "theirs" }, ...cited.citations] };
    const given = [user, turn(unsigned, foreign, hidden, signed, cited, both, state, use), results, turn(hidden)];
    expect(edits({ messages: given }).set["messages"]).toEqual([
      user,
      turn(signed, { type: "text", text: "a" }, { ...both, citations: [{ ...link, encrypted_index: "theirs" }] }, use),
      results,
    ]);
  });

  it.each<[string, JsonObject, JsonObject[], string[]]>([
    [
      "a budget, and the tool turn lost its thinking",
      { type: "enabled", budget_tokens: 2000 },
      [foreign, use],
      ["thinking"],
    ],
    [
      "a budget, and the tool turn has Anthropic's",
      { type: "enabled", budget_tokens: 2000 },
      [foreign, signed, use],
      [],
    ],
    [
      "a budget, and no tool was called",
      { type: "enabled", budget_tokens: 2000 },
      [foreign, { type: "text", text: "a" }],
      [],
    ],
    ["adaptive thinking", { type: "adaptive" }, [foreign, use], []],
  ])("thinks no more where Anthropic would refuse it: %s", (_name, thinking, content, drop) => {
    expect(edits({ thinking, messages: [user, turn(...content), results] }).drop).toEqual(drop);
  });

  it("model-in-path and vertex-anthropic-version", () => {
    expect(edits({ model: "m", messages: [user] }, ["model-in-path", "vertex-anthropic-version"])).toEqual({
      set: { anthropic_version: "vertex-2023-10-16" },
      drop: ["model"],
    });
  });
});
