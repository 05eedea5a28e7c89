import { describe, expect, it } from "vitest";
import type { ChatRequest } from "../../canonical/request.ts";
import type { JsonObject } from "../dialect.ts";
import { sealCarry } from "../sealed-carry.ts";
import type { target } from "../test-support.ts";
import { assistant, CLAUDE, call, encode, LLAMA, NOVA, own, result, text, tool, turns, user } from "./test-support.ts";

describe("reasoning of earlier turns", () => {
  it("goes back only when Bedrock signed it, whatever its text (traps 4, 5, 6)", () => {
    const messages = [
      user(text("a")),
      assistant(
        { kind: "reasoning", text: "", carry: own("sig") },
        { kind: "reasoning", text: "", redacted: true, carry: own("ZW5j") },
        { kind: "reasoning", text: "theirs", carry: { dialect: "anthropic-messages", data: "sig" } },
        { kind: "reasoning", text: "unsigned" },
        { kind: "reasoning", text: "sealed", carry: own(sealCarry({ dialect: "gemini", data: "x" })) },
        { kind: "reasoning", text: "odd", carry: own({}) },
        text("b"),
      ),
      user(text("c")),
    ];
    const sent = encode({ messages }, CLAUDE);
    expect(turns(sent)[1]).toEqual([
      { reasoningContent: { reasoningText: { text: "", signature: "sig" } } },
      { reasoningContent: { redactedContent: "ZW5j" } },
      { text: "b" },
    ]);
    expect(sent.fields).toEqual(["messages[1]"]);
  });
});

describe("thinking", () => {
  const extra = ({ body }: { body: JsonObject }) => body["additionalModelRequestFields"];
  const limit = ({ body }: { body: JsonObject }) => body["inferenceConfig"];

  it.each<[string, Partial<ChatRequest>, Parameters<typeof target>[0], unknown, unknown]>([
    [
      "Claude with a budget gets room for it",
      { reasoning: { effort: "low" } },
      { ...CLAUDE, reasoningStyle: "budget" },
      { thinking: { type: "enabled", budget_tokens: 2_048 } },
      { maxTokens: 6_144 },
    ],
    [
      "a budget above the limit is cut",
      { reasoning: { budgetTokens: 9_000 }, maxOutputTokens: 4_000 },
      { ...CLAUDE, reasoningStyle: "budget" },
      { thinking: { type: "enabled", budget_tokens: 2_000 } },
      { maxTokens: 4_000 },
    ],
    [
      "adaptive Claude thinks by effort",
      { reasoning: { effort: "high", visible: false } },
      { ...CLAUDE, reasoningStyle: "adaptive" },
      { thinking: { type: "adaptive", display: "omitted" }, output_config: { effort: "high" } },
      undefined,
    ],
    [
      "adaptive Claude is told to stop",
      { reasoning: { effort: "none" } },
      { ...CLAUDE, reasoningStyle: "adaptive" },
      { thinking: { type: "disabled" } },
      undefined,
    ],
    [
      "Claude with a budget needs not be told",
      { reasoning: { effort: "none" } },
      { ...CLAUDE, reasoningStyle: "budget" },
      undefined,
      undefined,
    ],
    [
      "Nova thinks by effort",
      { reasoning: { effort: "minimal" }, maxOutputTokens: 100 },
      { ...NOVA, reasoningStyle: "effort" },
      { reasoningConfig: { type: "enabled", maxReasoningEffort: "low" } },
      { maxTokens: 100 },
    ],
    [
      "Nova at its highest takes no limits",
      { reasoning: { effort: "max" }, maxOutputTokens: 100, temperature: 0.3 },
      { ...NOVA, reasoningStyle: "effort" },
      { reasoningConfig: { type: "enabled", maxReasoningEffort: "high" } },
      undefined,
    ],
    [
      "Nova is told to stop",
      { reasoning: { effort: "none" } },
      { ...NOVA, reasoningStyle: "effort" },
      { reasoningConfig: { type: "disabled" } },
      undefined,
    ],
    [
      "others get nothing",
      { reasoning: { effort: "high" } },
      { ...LLAMA, reasoningStyle: "effort" },
      undefined,
      undefined,
    ],
    ["who cannot reason gets nothing", { reasoning: { effort: "high" } }, CLAUDE, undefined, undefined],
  ])("%s", (_name, request, of, fields, config) => {
    const sent = encode(request, of);
    expect([extra(sent), limit(sent)]).toEqual([fields, config]);
  });

  it("warns of what was not sent", () => {
    const high = { reasoning: { effort: "high" } } as const;
    expect(encode(high, { ...LLAMA, reasoningStyle: "effort" }).fields).toEqual(["reasoning_effort"]);
    expect(encode({ reasoning: { effort: "none" } }, LLAMA).fields).toEqual([]);
    const nova = encode(
      { ...high, maxOutputTokens: 9, temperature: 0.1, topP: 0.2, topK: 3 },
      { ...NOVA, reasoningStyle: "effort" },
    );
    expect(nova.fields).toEqual(["max_tokens", "temperature", "top_p", "top_k"]);
  });

  it("does not think over a tool turn that lost its thinking, which would be a 400", () => {
    const messages = [user(text("a")), assistant(call("c1")), user(result("c1"))];
    const of = { ...CLAUDE, reasoningStyle: "budget" } as const;
    const sent = encode({ messages, tools: [tool], reasoning: { effort: "low" } }, of);
    expect([extra(sent), sent.fields]).toEqual([undefined, ["reasoning_effort"]]);
    const kept = assistant({ kind: "reasoning", text: "t", carry: own("sig") }, call("c1"));
    const again = encode({ messages: [user(text("a")), kept, user(result("c1"))], reasoning: { effort: "low" } }, of);
    expect(extra(again)).toEqual({ thinking: { type: "enabled", budget_tokens: 2_048 } });
  });

  it("does not force a tool on Claude while it thinks", () => {
    const of = { ...CLAUDE, reasoningStyle: "adaptive" } as const;
    const sent = encode({ tools: [tool], toolChoice: { kind: "required" }, reasoning: { effort: "low" } }, of);
    expect((sent.body["toolConfig"] as JsonObject)["toolChoice"]).toEqual({ auto: {} });
    expect(sent.fields).toEqual(["tool_choice"]);
  });
});
