import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../dialects/dialect.ts";
import { failedFrames } from "../../dialects/openai-responses/errors.ts";
import { sealCarry } from "../../dialects/sealed-carry.ts";
import { dataOf } from "../../dialects/test-support.ts";
import { fail } from "../../errors/gateway-error.ts";
import { filterOf, frame, through } from "./testing/filtered.ts";
import type { TextWindow } from "./text-window-type.ts";

describe("responses", () => {
  it("never repeats what was replaced, whatever the vendor leaves out or changes in its repetitions", () => {
    const out = through("openai-responses", [
      {
        type: "response.output_text.delta",
        sequence_number: 0,
        output_index: 0,
        content_index: 0,
        delta: "secret",
        logprobs: [],
      },
      {
        type: "response.output_text.done",
        sequence_number: 1,
        output_index: 0,
        content_index: 0,
        text: "secret and more",
      },
      {
        type: "response.content_part.done",
        sequence_number: 2,
        output_index: 0,
        content_index: 0,
        part: { type: "output_text", text: "the secret" },
      },
      {
        type: "response.completed",
        sequence_number: 3,
        response: { output: [{ type: "message", content: [{ type: "output_text", text: "secret" }] }] },
      },
    ]);
    expect(JSON.stringify(out)).not.toContain("secret");
    expect(out.map((json) => json["sequence_number"])).toEqual([0, 1, 2, 3, 4]);
    expect(out[1]).toMatchObject({ type: "response.output_text.delta", delta: "SECRET AND MORE" });
    expect(out[2]).toMatchObject({ text: "SECRET AND MORE" });
  });

  it("tells in the last frames of a broken stream only what has gone out", () => {
    const windows: TextWindow[] = [];
    const filter = filterOf("openai-responses", () => {
      let count = 0;
      const window: TextWindow = {
        push: (text) => {
          count += 1;
          if (count > 1) throw new Error("refused");
          return text.slice(0, 2);
        },
        end: () => "rest",
      };
      windows.push(window);
      return window;
    });
    const delta = (text: string, n: number): string =>
      frame({ type: "response.output_text.delta", sequence_number: n, output_index: 0, content_index: 0, delta: text });
    expect(filter.push(delta("secret", 0))).toContain('"delta":"se"');
    expect(() => filter.push(delta("more", 1))).toThrow("refused");
    expect(filter.push(delta("even more", 2)) + filter.end()).toBe("");
    const output = [{ type: "message", content: [{ type: "output_text", text: "secretmore" }] }];
    const error = fail("upstream_interrupted", { message: "Ended." });
    const last = filter.endBadly(failedFrames(error, { response: { id: "r", output }, nextSequenceNumber: 2 }));
    expect(last).not.toContain("secret");
    expect(dataOf(last).at(-1)).toMatchObject({
      response: { output: [{ content: [{ text: "se" }] }], status: "failed" },
    });
  });
});

describe("gemini", () => {
  const chunk = (parts: unknown[], more: JsonObject = {}): JsonObject => ({
    candidates: [{ content: { parts, role: "model" }, index: 0 }],
    modelVersion: "m",
    responseId: "r",
    ...more,
  });

  it("does not end a text at a finish that stands in every chunk", () => {
    const finished = (text: string): JsonObject => ({
      candidates: [{ content: { parts: [{ text }], role: "model" }, finishReason: "STOP", index: 0 }],
    });
    const last = { ...finished("c"), "x-llm-gateway": { request_id: "r" } };
    expect(through("gemini", [finished("a"), finished("b"), last])).toEqual([
      finished(""),
      finished(""),
      { ...finished("ABC"), "x-llm-gateway": { request_id: "r" } },
    ]);
  });

  it("filters arguments that come leaf by leaf", () => {
    const part = (stringValue: string, more: JsonObject): JsonObject => ({
      functionCall: {
        ...more,
        partialArgs: [{ jsonPath: "$.a", stringValue, willContinue: true }],
        willContinue: true,
      },
    });
    const end = chunk([{ functionCall: {} }]);
    expect(through("gemini", [chunk([part("x", { name: "f" })]), chunk([part("y", {})]), end])).toEqual([
      chunk([part("", { name: "f" })]),
      chunk([part("", {})]),
      chunk([part("XY", {})]),
      end,
    ]);
  });

  it("drops a sealed signature of thoughts that were changed", () => {
    const sealed = sealCarry({ dialect: "anthropic-messages", data: "s" });
    const signed = { text: "", thought: true, thoughtSignature: sealed };
    const out = through("gemini", [chunk([{ text: "a", thought: true }]), chunk([signed])]);
    expect(out.at(-1)).toEqual(chunk([{ text: "", thought: true }]));
    const same = (): TextWindow => ({ push: (text) => text, end: () => "" });
    expect(through("gemini", [chunk([{ text: "a", thought: true }]), chunk([signed])], same).at(-1)).toEqual(
      chunk([signed]),
    );
  });
});

describe("transcripts", () => {
  it("are filtered, with the whole at their end", () => {
    const out = through("openai-transcriptions", [
      { type: "transcript.text.delta", delta: "a" },
      { type: "transcript.text.delta", delta: "b", logprobs: [{ token: "b" }] },
      { type: "transcript.text.done", text: "ab", logprobs: [{ token: "a" }], usage: { type: "tokens" } },
    ]);
    expect(out).toEqual([
      { type: "transcript.text.delta", delta: "" },
      { type: "transcript.text.delta", delta: "", logprobs: [] },
      { type: "transcript.text.delta", delta: "AB", logprobs: [] },
      { type: "transcript.text.done", text: "AB", logprobs: [], usage: { type: "tokens" } },
    ]);
  });
});
