import { describe, expect, it } from "vitest";
import { scanMembers } from "../../framing/json-members.ts";
import type { JsonObject } from "../dialect.ts";
import type { Quirk } from "../quirks.ts";
import { sealCarry } from "../sealed-carry.ts";
import { target } from "../test-support.ts";
import { readAnswer, relayEdits } from "./relay.ts";

const user = { role: "user", content: "hi" };
const assistant = (changes: JsonObject) => ({ role: "assistant", content: "a", ...changes });
const call = (id: string, more: JsonObject = {}) => ({
  id,
  type: "function",
  function: { name: "f", arguments: "{}" },
  ...more,
});
const sealed = {
  type: "reasoning.text",
  text: "hm",
  signature: sealCarry({ dialect: "some-wire", data: 1 }),
  index: 0,
};
const vendors = { type: "reasoning.encrypted", data: "opaque", format: "vendor-v1" };
const extra = { extra_content: { google: { thought_signature: "sig" } } };

function edits(body: JsonObject, quirks: readonly Quirk[] = [], family?: string) {
  const { set, drop } = relayEdits(body, target({ quirks, family }));
  return { set: Object.fromEntries(Object.entries(set).map(([name, json]) => [name, JSON.parse(json)])), drop };
}

function messages(given: readonly JsonObject[], quirks: readonly Quirk[] = [], family?: string): unknown {
  return edits({ model: "m", messages: given }, quirks, family).set["messages"];
}

const EVERYTHING: Quirk[] = [
  "no-developer-role",
  "thinking-in-content",
  "tool-ids-9-alphanumeric",
  "strict-alternation",
  "thinking-type-toggle",
];

describe("a relayed chat body", () => {
  it.each<[string, JsonObject, Quirk[]]>([
    ["that is plain", { messages: [user, assistant({}), user] }, EVERYTHING],
    [
      "with a vendor's own reasoning",
      { messages: [assistant({ reasoning_content: "x", reasoning_details: [vendors] })] },
      [],
    ],
    ["with Gemini's signatures, to who knows whom", { messages: [assistant({ tool_calls: [call("c", extra)] })] }, []],
    ["with messages of an unknown kind", { messages: [user, "?"] }, EVERYTHING],
    ["without messages", {}, EVERYTHING],
  ])("%s is left alone", (_name, body, quirks) => {
    expect(edits({ model: "m", ...body }, quirks)).toEqual({ set: {}, drop: [] });
  });

  it("leaves here what the gateway sealed, and the reasoning that it wrote beside", () => {
    const given = assistant({ reasoning_content: "hm", reasoning_details: [sealed, vendors], tool_calls: [call("c")] });
    const left = assistant({ reasoning_details: [vendors], tool_calls: [call("c")] });
    expect(messages([user, given])).toEqual([user, left]);
    expect(messages([assistant({ reasoning_content: "hm", reasoning_details: [sealed] })])).toEqual([assistant({})]);
    expect(JSON.stringify(messages([given], ["replay-reasoning"]))).toContain('"reasoning_content":"hm"');
  });
  it("shows Gemini's signatures to Gemini only", () => {
    const given = [assistant({ tool_calls: [call("c", extra)] })];
    expect(messages(given, [], "gemini")).toBeUndefined();
    expect(messages(given, [], "gpt")).toEqual([assistant({ tool_calls: [call("c")] })]);
  });
  it("no-developer-role", () => {
    expect(messages([{ role: "developer", content: "s" }, user], ["no-developer-role"])).toEqual([
      { role: "system", content: "s" },
      user,
    ]);
  });
  it("no-user-field", () => {
    expect(edits({ user: "u", safety_identifier: "s" }, ["no-user-field"]).drop).toEqual(["user", "safety_identifier"]);
    expect(edits({ model: "m" }, ["no-user-field"]).drop).toEqual([]);
  });
  it("thinking-in-content", () => {
    const thinking = { type: "thinking", thinking: [{ type: "text", text: "hm" }] };
    const given = [
      assistant({ reasoning_content: "hm" }),
      assistant({ content: null, reasoning: "hm", reasoning_details: [sealed] }),
      assistant({ reasoning_content: "" }),
      assistant({ content: [thinking, { type: "text", text: "a" }] }),
    ];
    expect(messages(given, ["thinking-in-content"])).toEqual([
      assistant({ content: [thinking, { type: "text", text: "a" }] }),
      assistant({ content: [thinking] }),
      assistant({}),
      given[3],
    ]);
  });
  it("replay-reasoning: a tool turn of another model has at least an empty one (trap 20)", () => {
    const given = [
      assistant({ tool_calls: [call("c")] }),
      assistant({ tool_calls: [call("d")], reasoning: "hm" }),
      assistant({}),
    ];
    const texts = (messages(given, ["replay-reasoning"]) as JsonObject[]).map(
      (message) => message["reasoning_content"],
    );
    expect(texts).toEqual(["", "hm", undefined]);
  });
  it("tool-ids-9-alphanumeric: spells calls and results alike, and its own not at all", () => {
    const conversation = (id: string) => [
      assistant({ tool_calls: [call(id)] }),
      { role: "tool", tool_call_id: id, content: "r" },
    ];
    const [said, answered] = messages(conversation("call_1"), ["tool-ids-9-alphanumeric"]) as JsonObject[];
    const [spelled] = (said?.["tool_calls"] ?? []) as JsonObject[];
    expect(spelled?.["id"]).toBe(answered?.["tool_call_id"]);
    expect(answered?.["tool_call_id"]).toMatch(/^[a-z0-9]{9}$/);
    expect(messages(conversation("abcDEF123"), ["tool-ids-9-alphanumeric"])).toBeUndefined();
  });
  it.each<[string, JsonObject, object]>([
    ["off", { reasoning_effort: "none" }, { set: { thinking: { type: "disabled" } }, drop: ["reasoning_effort"] }],
    ["another effort", { reasoning_effort: "high" }, { set: {}, drop: [] }],
    [
      "off beside the vendor's own word",
      { reasoning_effort: "none", thinking: { type: "enabled" } },
      { set: {}, drop: ["reasoning_effort"] },
    ],
  ])("thinking-type-toggle: %s", (_name, body, expected) => {
    expect(edits(body, ["thinking-type-toggle"])).toEqual(expected);
  });
});

describe("turns that must alternate", () => {
  const say = (role: string, content: unknown) => ({ role, content });
  const alternating = (...given: JsonObject[]) => messages(given, ["strict-alternation"]);
  it.each<[string, JsonObject[], JsonObject[]]>([
    [
      "neighbours are merged, texts and parts",
      [say("user", "a"), say("user", [{ type: "text", text: "b" }]), say("assistant", "c"), say("assistant", null)],
      [
        say("user", [
          { type: "text", text: "a" },
          { type: "text", text: "b" },
        ]),
        say("assistant", "c"),
      ],
    ],
    [
      "leading system texts are one",
      [say("system", "a"), say("developer", "b"), user],
      [say("system", "a\n\nb"), user],
    ],
    [
      "later system text is said as the user",
      [user, say("assistant", "a"), say("system", "s"), user],
      [user, say("assistant", "a"), say("user", "<system-message>\ns\n</system-message>\n\nhi")],
    ],
    [
      "the user begins",
      [say("system", "s"), say("assistant", "a"), user],
      [say("system", "s"), say("user", "[The conversation begins with the assistant.]"), say("assistant", "a"), user],
    ],
  ])("%s", (_name, given, expected) => {
    expect(alternating(...given)).toEqual(expected);
  });
  it("calls and results stand as they are", () => {
    const turns = [
      user,
      assistant({ tool_calls: [call("c")] }),
      { role: "tool", tool_call_id: "c", content: "r" },
      assistant({}),
    ];
    expect(alternating(...turns)).toBeUndefined();
  });
});

describe("a relayed answer", () => {
  const facts = (body: object, quirks: readonly Quirk[] = []) => {
    const text = JSON.stringify(body);
    return readAnswer(text, scanMembers(text) ?? expect.fail("no JSON"), new Set(quirks));
  };
  it("with thinking chunks in its content is read like any other", () => {
    const content = [{ type: "thinking", thinking: [{ type: "text", text: '"finish_reason":"length"' }] }];
    expect(
      facts({
        choices: [{ message: { content }, finish_reason: "stop" }],
        usage: { prompt_tokens: 3, completion_tokens: 2 },
      }),
    ).toMatchObject({ finish: { reason: "stop" }, usage: { inputTokens: 3, outputTokens: 2 }, error: undefined });
  });
  it("usage-prompt-cache-hit", () => {
    const usage = { prompt_tokens: 10, prompt_cache_hit_tokens: 6, prompt_cache_miss_tokens: 4, completion_tokens: 1 };
    const stale = { ...usage, prompt_tokens_details: { cached_tokens: 1 } };
    for (const given of [usage, stale]) {
      expect(facts({ usage: given }, ["usage-prompt-cache-hit"]).usage).toMatchObject({
        inputTokens: 4,
        cacheReadTokens: 6,
      });
    }
    expect(facts({ usage: { prompt_tokens: 10 } }, ["usage-prompt-cache-hit"]).usage).toMatchObject({
      inputTokens: 10,
    });
  });
});
