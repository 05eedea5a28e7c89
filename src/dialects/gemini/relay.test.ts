import { describe, expect, it } from "vitest";
import { scanMembers } from "../../framing/json-members.ts";
import type { AnswerFacts } from "../dialect.ts";
import { sealCarry } from "../sealed-carry.ts";
import { readAnswer, relayEdits } from "./relay.ts";
import { SKIP_VALIDATION, UNSIGNED_CALL } from "./signatures.ts";

const sealed = sealCarry({ dialect: "openai-responses", data: "enc" });
const user = { role: "user", parts: [{ text: "hi" }] };
const edited = (contents: unknown): unknown => {
  const { set, drop } = relayEdits({ model: "m", stream: false, contents });
  expect(drop).toEqual([]);
  return set["contents"] === undefined ? undefined : JSON.parse(set["contents"]);
};

describe("a body on its way to a provider of the same wire", () => {
  it.each<[string, unknown]>([
    ["without signatures", [user, { role: "model", parts: [{ text: "a" }] }]],
    ["with Gemini's own", [user, { role: "model", parts: [{ text: "a", thought: true, thoughtSignature: "AbC=" }] }]],
    ["with the placeholder", [{ parts: [{ functionCall: {}, thoughtSignature: SKIP_VALIDATION }] }]],
    ["that is nothing", undefined],
    ["that is odd", [5, null, { parts: [null, 5] }, { parts: "x" }]],
  ])("%s goes as it is", (_name, contents) => {
    expect(edited(contents)).toBeUndefined();
  });

  it("loses the state of other vendors (traps 4, 5)", () => {
    const call = { name: "f", args: { n: 1 } };
    expect(
      edited([
        user,
        {
          role: "model",
          parts: [
            { text: "hm", thought: true },
            { text: "", thought: true, thoughtSignature: sealed },
            { text: "visible", thoughtSignature: sealed },
            { text: "", thought_signature: sealed },
            { functionCall: call, thoughtSignature: sealed },
            { function_call: call, thought_signature: UNSIGNED_CALL },
            { functionCall: call },
          ],
        },
        { role: "model", parts: { text: "", thoughtSignature: sealed } },
      ]),
    ).toEqual([
      user,
      {
        role: "model",
        parts: [
          { text: "hm", thought: true },
          { text: "visible" },
          { functionCall: call, thoughtSignature: SKIP_VALIDATION },
          { function_call: call, thoughtSignature: SKIP_VALIDATION },
          { functionCall: call },
        ],
      },
    ]);
  });
});

function read(json: object): AnswerFacts {
  const text = Buffer.from(JSON.stringify(json)).toString("latin1");
  const scanned = scanMembers(text);
  if (scanned === null) throw new Error("no object");
  return readAnswer(text, scanned);
}

describe("what is read off a whole answer", () => {
  const answer = (parts: object[], finishReason?: string) => ({
    candidates: [{ content: { parts }, ...(finishReason === undefined ? {} : { finishReason }) }],
    usageMetadata: { promptTokenCount: 4, candidatesTokenCount: 2 },
  });

  it.each<[string, object, object | undefined]>([
    ["a stop", answer([{ text: '"finishReason": "MAX_TOKENS"' }], "STOP"), { reason: "stop", raw: "STOP" }],
    [
      "a call",
      answer([{ functionCall: { name: "f", args: { finishReason: "SAFETY" } } }], "STOP"),
      { reason: "tool-calls", raw: "STOP" },
    ],
    [
      "a limit with a call",
      answer([{ functionCall: { name: "f" } }], "MAX_TOKENS"),
      { reason: "length", raw: "MAX_TOKENS" },
    ],
    ["a blocked prompt", { promptFeedback: { blockReason: "SAFETY" } }, { reason: "content-filter", raw: "SAFETY" }],
    ["no finish", answer([{ text: "a" }]), undefined],
    ["nothing", {}, undefined],
  ])("%s", (_name, json, finish) => {
    expect(read(json).finish).toEqual(finish);
  });

  it("has usage, and an error that hid under status 200", () => {
    expect(read(answer([{ text: "ä" }], "STOP"))).toMatchObject({
      usage: { inputTokens: 4, outputTokens: 2 },
      error: undefined,
    });
    expect(read({ error: { code: 429, message: "slow", status: "RESOURCE_EXHAUSTED" } }).error).toMatchObject({
      kind: "rate-limit",
      status: 429,
    });
  });
});
