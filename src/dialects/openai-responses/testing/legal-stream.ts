import { expect } from "vitest";
import type { JsonObject } from "../../dialect.ts";

interface Open {
  readonly item: JsonObject;
  readonly index: number;
  /** What the item's deltas said. */
  text: string;
  /** What must come next, besides deltas. */
  stage: "opened" | "part" | "said" | "closed";
}

const TEXT =
  /^response\.(output_text|refusal|reasoning_summary_text|function_call_arguments|custom_tool_call_input)\.(delta|done)$/;
const PART = /^response\.(content_part|reasoning_summary_part)\.(added|done)$/;

/**
 * Throws when frames are not in the one order that the wire's documentation and strict clients allow: numbers without
 * gaps, one item at a time, each announced and done, deltas that add up to what is repeated, and all of it in the last
 * frame. (OpenAI API reference, streaming events of responses.)
 */
export function expectLegalResponseStream(frames: readonly JsonObject[]): void {
  expect(frames.map((frame) => frame["sequence_number"])).toEqual(frames.map((_, i) => i));
  expect(frames.slice(0, 2).map((frame) => frame["type"])).toEqual(["response.created", "response.in_progress"]);
  const done: JsonObject[] = [];
  let open: Open | undefined;
  for (const frame of frames.slice(2, -1)) {
    if (frame["type"] === "response.output_item.added") {
      expect(open).toBeUndefined();
      open = { item: frame["item"] as JsonObject, index: done.length, text: "", stage: "opened" };
      expect(frame["output_index"]).toBe(open.index);
      expect(done.map((item) => item["id"])).not.toContain(open.item["id"]);
    } else if (frame["type"] === "response.output_item.done") {
      done.push(finished(frame, open));
      open = undefined;
    } else step(frame, open);
  }
  expect(open).toBeUndefined();
  const last = frames.at(-1) ?? {};
  expect(last["type"]).toMatch(/^response\.(completed|incomplete)$/);
  const { output, status } = last["response"] as JsonObject;
  expect(output).toEqual(done);
  expect(last["type"]).toBe(`response.${String(status)}`);
}

function finished(frame: JsonObject, open: Open | undefined): JsonObject {
  const item = frame["item"] as JsonObject;
  expect(open?.stage).not.toBe("part");
  expect([item["id"], item["type"], frame["output_index"]]).toEqual([
    open?.item["id"],
    open?.item["type"],
    open?.index,
  ]);
  const [part] = ((item["content"] ?? item["summary"]) as JsonObject[] | undefined) ?? [];
  const whole = item["arguments"] ?? item["input"] ?? part?.["text"] ?? part?.["refusal"] ?? "";
  expect(whole).toBe(open?.text);
  return item;
}

function step(frame: JsonObject, open: Open | undefined): void {
  const type = String(frame["type"]);
  if (open === undefined) throw new Error(`${type} belongs to no item`);
  expect([frame["item_id"], frame["output_index"]]).toEqual([open.item["id"], open.index]);
  const isCall = String(open.item["type"]).endsWith("_tool_call") || open.item["type"] === "function_call";
  const [, , state] = TEXT.exec(type) ?? [];
  if (state === "delta") {
    expect(open.stage).toBe(isCall ? "opened" : "part");
    open.text += String(frame["delta"]);
  } else if (state === "done") {
    expect(open.stage).toBe(isCall ? "opened" : "part");
    expect(frame["text"] ?? frame["refusal"] ?? frame["arguments"] ?? frame["input"]).toBe(open.text);
    open.stage = isCall ? "closed" : "said";
  } else if (PART.test(type)) {
    expect(open.stage).toBe(type.endsWith("added") ? "opened" : "said");
    open.stage = type.endsWith("added") ? "part" : "closed";
  } else if (type === "response.output_text.annotation.added") expect(open.stage).toBe("part");
  else expect(type).toBe("response.image_generation_call.completed");
}
