import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ANSWER_CASES, REQUEST_CASES } from "../../test/matrix/cases.ts";
import type { Block } from "../canonical/blocks.ts";
import type { ChatRequest } from "../canonical/request.ts";
import type { ChatDialect, DialectId, JsonObject } from "./dialect.ts";
import { leavesOfText } from "./json-leaves.ts";
import { chatDialectById } from "./registry.ts";
import { decodeAll, encodeAll, meta, target } from "./test-support.ts";
import { textsOf } from "./texts-registry.ts";

const WIRES = ["openai-chat", "openai-responses", "anthropic-messages", "gemini"] as const;
const MARK = "§§";

function dialectOf(wire: DialectId): ChatDialect {
  const dialect = chatDialectById(wire);
  if (dialect === undefined) throw new Error(`no wire ${wire}`);
  return dialect;
}

/** A canonical request in a wire; undefined where the wire cannot say it. */
function said(wire: DialectId, request: ChatRequest): JsonObject | undefined {
  const efforts = ["none", "minimal", "low", "medium", "high", "xhigh", "max"] as const;
  const reasoningStyle = wire === "anthropic-messages" ? "adaptive" : "effort";
  try {
    const { body } = dialectOf(wire).encodeRequest(
      request,
      target({ efforts, reasoningStyle, maxOutputTokens: 64_000 }),
    );
    const json = JSON.parse(JSON.stringify(body)) as JsonObject;
    return { ...json, model: json["model"] ?? "m", stream: json["stream"] ?? request.stream };
  } catch {
    return undefined;
  }
}

/** All texts of a conversation; of arguments and JSON results, each string in them. */
function textsIn(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block): string[] => {
    if (block.kind === "tool-result") return textsIn(block.content);
    if (block.kind === "document") return block.source.kind === "text" ? [block.source.text] : [];
    if (block.kind === "tool-call") return stringsOf(block.arguments);
    if (block.kind === "reasoning" && block.carry !== undefined) return [];
    return "text" in block ? stringsOf(block.text) : [];
  });
}

function stringsOf(text: string): string[] {
  return (leavesOfText(text, () => {}) ?? [{ text }]).map((leaf) => leaf.text).filter((one) => one !== "");
}

describe.each(WIRES)("requests of %s", (wire) => {
  const cases = REQUEST_CASES.flatMap(({ name, request }) => {
    const body = said(wire, request);
    return body === undefined ? [] : [{ name, body }];
  });

  it.each(cases)("$name: every text that a reader sees has a slot, and nothing else changes", ({ body }) => {
    const dialect = dialectOf(wire);
    const before = dialect.decodeRequest(structuredClone(body)).messages.flatMap(({ blocks }) => textsIn(blocks));
    const slots = textsOf(wire).requestTexts(body);
    for (const slot of slots) slot.replace(MARK);
    const sent = JSON.parse(JSON.stringify(body)) as JsonObject;
    const after = dialect.decodeRequest(sent).messages.flatMap(({ blocks }) => textsIn(blocks));
    expect(after.length).toBe(before.length);
    for (const [i, text] of after.entries()) {
      const parts = text.split(MARK).join("").replace(/\s/g, "");
      expect({ i, parts }).toEqual({ i, parts: "" });
    }
    // A second look finds what was put there.
    const again = textsOf(wire)
      .requestTexts(sent)
      .filter((slot) => slot.readonly !== true);
    expect(new Set(again.map(({ text }) => text))).toEqual(again.length === 0 ? new Set() : new Set([MARK]));
  });

  it("takes a body of any shape", () => {
    const texts = textsOf(wire);
    fc.assert(
      fc.property(
        fc.object({ maxDepth: 5 }),
        fc.constantFrom("messages", "input", "contents", "system", "output"),
        (value, name) => {
          const body = { [name]: [value, { role: "user", content: value, parts: value, tool_calls: value }] };
          texts.requestTexts(body);
          texts.answerTexts({ ...body, choices: value, candidates: [value], content: [value] });
          texts
            .openStream?.()
            .read({ json: { type: "response.output_item.done", item: value, choices: [value], delta: value } });
        },
      ),
    );
  });
});

describe.each(WIRES)("whole answers of %s", (wire) => {
  it.each(ANSWER_CASES)("$name: every text has a slot", ({ events }) => {
    const dialect = dialectOf(wire);
    const ends = events.some(({ type }) => type === "finish");
    const all = ends ? events : [...events, { type: "finish", finish: { reason: "stop" } } as const];
    const sse = encodeAll(dialect.openEncoder(meta()), all);
    const decoded = decodeAll(dialect.openDecoder(new Set()), sse);
    const blocks = new Map<number, Block>();
    for (const event of decoded) {
      if (event.type === "block-start")
        blocks.set(event.index, { text: "", arguments: "", ...event.block } as unknown as Block);
      const block = (event.type === "block-delta" ? blocks.get(event.index) : {}) as {
        text: string;
        arguments: string;
      };
      if (event.type === "block-delta") {
        block.text += event.text;
        block.arguments += event.text;
      }
      if (event.type === "block-carry") Object.assign(blocks.get(event.index) ?? {}, { carry: event.carry });
    }
    const response = { blocks: [...blocks.values()] as never, finish: { reason: "stop" } as const };
    const body = JSON.parse(JSON.stringify(dialect.encodeResponse(response, meta()))) as JsonObject;
    for (const slot of textsOf(wire).answerTexts(body)) slot.replace(MARK);
    const after = dialect.decodeResponse(JSON.parse(JSON.stringify(body)) as JsonObject, new Set()).blocks;
    for (const text of textsIn(after)) expect(text.split(MARK).join("").replace(/\s/g, "")).toBe("");
  });
});
