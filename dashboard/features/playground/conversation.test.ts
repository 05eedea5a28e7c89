import { describe, expect, it } from "vitest";
import { EMPTY_STEP, messagesFor, type Step, type Turn } from "./conversation.ts";
import { piecesOf } from "./text-pieces.ts";

const step = (more: Partial<Step>): Step => ({ ...EMPTY_STEP, id: 1, status: "whole", ...more });
const turn = (id: number, text: string, a: readonly Step[], b: readonly Step[] = []): Turn => ({
  ...{ id, text, images: [], others: [] },
  steps: { a, b },
});

describe("what a lane is asked", () => {
  const turns = [
    turn(1, "one", [step({ text: "1" })], [step({ status: "failed" })]),
    turn(2, "two", [step({ text: "2", status: "cut" })]),
    turn(3, "three", []),
  ];

  it("is its own course: answers of others and turns that failed are left out", () => {
    expect(
      messagesFor(turns, "a", 3, "Be brief.").map(({ role, content }) => `${String(role)}: ${String(content)}`),
    ).toEqual(["system: Be brief.", "user: one", "assistant: 1", "user: two", "assistant: 2", "user: three"]);
    expect(messagesFor(turns, "b", 3, " ").map(({ content }) => content)).toEqual(["three"]);
  });

  it("ends with the turn", () =>
    expect(messagesFor(turns, "a", 1, "").map(({ content }) => content)).toEqual(["one", "1"]));

  it("has calls with their results, state of reasoning, and images", () => {
    const calls = [{ id: "c", name: "f", arguments: "{}" }];
    const asked = turn(1, "", [step({ calls, results: { c: "21" }, details: [{ data: "s" }] })]);
    expect(messagesFor([{ ...asked, images: ["data:x"], others: [{ type: "file" }] }], "a", 1, "")).toEqual([
      { role: "user", content: [{ type: "image_url", image_url: { url: "data:x" } }, { type: "file" }] },
      {
        role: "assistant",
        content: null,
        reasoning_details: [{ data: "s" }],
        tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: "{}" } }],
      },
      { role: "tool", tool_call_id: "c", content: "21" },
    ]);
  });
});

describe("pieces of an answer", () => {
  it.each([
    ["a\nb", ["prose a\nb"]],
    ["a\n```ts\nx\n```\nb", ["prose a", "code x", "prose b"]],
    ["```\nx\ny", ["code x\ny"]],
    ["", []],
    ["a `b` ```c```", ["prose a `b` ```c```"]],
  ])("%j", (text, pieces) => expect(piecesOf(text).map((one) => `${one.kind} ${one.text}`)).toEqual(pieces));
});
