import { describe, expect, it } from "vitest";
import type { Block } from "../../canonical/blocks.ts";
import type { ChatRequest, Message } from "../../canonical/request.ts";
import type { JsonObject } from "../dialect.ts";
import { sealCarry } from "../sealed-carry.ts";
import { target } from "../test-support.ts";
import { encodeRequest } from "./encode-request.ts";

const text = (value: string): Block => ({ kind: "text", text: value });
const user = (...blocks: Block[]): Message => ({ role: "user", blocks });
const assistant = (...blocks: Block[]): Message => ({ role: "assistant", blocks });
const base: ChatRequest = { model: "m", messages: [user(text("hi"))], stream: false, unmapped: [] };
const call = (id: string): Block => ({ kind: "tool-call", id, name: "f", arguments: "{}" });
const result = (toolCallId: string): Block => ({ kind: "tool-result", toolCallId, content: [] });

describe("turns", () => {
  const turnsOf = (...messages: Message[]) => {
    const { body, warnings } = encodeRequest({ ...base, messages }, target());
    return {
      body,
      turns: body["messages"] as { role: string; content: JsonObject[] }[],
      fields: warnings.map((w) => w.field),
    };
  };
  it("replays only what Anthropic signed, byte for byte (traps 4, 5, 6)", () => {
    const reasoning = (value: string, dialect: string, data: string, redacted?: boolean): Block => ({
      kind: "reasoning",
      text: value,
      carry: { dialect, data },
      redacted,
    });
    const { turns, fields } = turnsOf(
      user(text("a")),
      assistant(
        reasoning("", "anthropic-messages", "s1"),
        reasoning("", "anthropic-messages", "d1", true),
        reasoning("x", "gemini", "g"),
        { kind: "reasoning", text: "y" },
        text("b"),
      ),
      user(text("c")),
    );
    expect(turns[1]?.content).toEqual([
      { type: "thinking", thinking: "", signature: "s1" },
      { type: "redacted_thinking", data: "d1" },
      { type: "text", text: "b" },
    ]);
    expect(fields).toEqual(["messages[1]"]);
  });
  it("merges turns of one role and drops blank text", () => {
    const { turns } = turnsOf(user(text("a")), user(text(" "), text("b")), assistant(text("")), user(text("c")));
    expect(turns).toEqual([{ role: "user", content: ["a", "b", "c"].map((value) => ({ type: "text", text: value })) }]);
  });
  it("puts results first, also after a later system message, and groups them (trap 11)", () => {
    const system: Message = { role: "system", blocks: [text("s")] };
    const { turns } = turnsOf(
      user(text("a")),
      assistant(call("c"), call("d")),
      user(result("d")),
      system,
      user(result("c"), text("b")),
    );
    expect(turns[2]?.content.map((block) => block["tool_use_id"] ?? block["text"])).toEqual([
      "c",
      "d",
      "<system-message>\ns\n</system-message>",
      "b",
    ]);
  });
  it("keeps tool ids unique over the turns and in the wire's characters", () => {
    const { turns } = turnsOf(
      user(text("a")),
      assistant(call("f:0")),
      user(result("f:0")),
      assistant(call("f:0")),
      user(result("f:0")),
    );
    expect(turns.slice(1).map((turn) => turn.content[0]?.["id"] ?? turn.content[0]?.["tool_use_id"])).toEqual([
      "f_0",
      "f_0",
      "f_0_2",
      "f_0_2",
    ]);
  });
  it("begins with the user", () => {
    expect(turnsOf(assistant(text("a"))).turns.map((turn) => turn.role)).toEqual(["user", "assistant"]);
    const alone = turnsOf({ role: "system", blocks: [text("s")] });
    expect(alone.turns).toEqual([{ role: "user", content: [{ type: "text", text: "s" }] }]);
    expect(alone.body["system"]).toBeUndefined();
    expect(() => turnsOf(user(text("")))).toThrow(/not empty/);
  });
  it("keeps the last four cache marks", () => {
    const marked = (value: string): Block => ({ kind: "text", text: value, cache: { ttl: "1h" } });
    const { turns, fields } = turnsOf(user(...["1", "2", "3", "4", "5"].map(marked)));
    expect(turns[0]?.content.map((block) => block["cache_control"] !== undefined)).toEqual([
      false,
      true,
      true,
      true,
      true,
    ]);
    expect(fields).toEqual(["cache_control"]);
  });
  it("never sends what was sealed, and says a custom call as a function's (traps 4, 5)", () => {
    const carry = { dialect: "gemini", data: "sig" };
    const { turns, body } = turnsOf(
      user(text("a")),
      assistant(
        { kind: "reasoning", text: "", redacted: true, carry },
        { kind: "reasoning", text: "x", carry: { dialect: "anthropic-messages", data: sealCarry(carry) } },
        { kind: "text", text: "b", carry },
        { kind: "tool-call", id: "c", name: "run", arguments: 'ls "a"', custom: true, carry },
      ),
      user(result("c")),
    );
    expect(turns[1]?.content).toEqual([
      { type: "text", text: "b" },
      { type: "tool_use", id: "c", name: "run", input: { input: 'ls "a"' } },
    ]);
    expect(JSON.stringify(body)).not.toContain("sig");
  });
  it("has documents and pictures in the user's turns only", () => {
    const png = { kind: "data", mediaType: "application/octet-stream", data: "iVBORw0KGgo=" } as const;
    const pdf = { kind: "data", mediaType: "application/pdf", data: "JVBERi0x" } as const;
    const csv = { kind: "data", mediaType: "text/csv", data: "YSxi" } as const;
    const blocks: Block[] = [
      { kind: "image", source: png, detail: "high" },
      { kind: "document", source: pdf, title: "R.pdf" },
      { kind: "document", source: csv },
      { kind: "audio", format: "wav", data: "AA==" },
    ];
    const { turns, fields } = turnsOf(user(...blocks), assistant(...blocks.slice(0, 2)));
    expect(turns.map((turn) => turn.content)).toEqual([
      [
        { type: "image", source: { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" } },
        {
          type: "document",
          source: { type: "base64", media_type: "application/pdf", data: "JVBERi0x" },
          title: "R.pdf",
        },
        { type: "document", source: { type: "text", media_type: "text/plain", data: "a,b" } },
        { type: "text", text: "[An attached audio recording is not available.]" },
      ],
      [
        { type: "text", text: "[An attached image is not available.]" },
        { type: "text", text: "[An attached document is not available.]" },
      ],
    ]);
    expect(fields).toEqual([
      "messages[0].content[0].image_url.detail",
      "messages[0].content[3]",
      "messages[1].content[0]",
      "messages[1].content[1]",
    ]);
  });
  it("shows pictures and documents in tool results", () => {
    const image: Block = { kind: "image", source: { kind: "data", mediaType: "image/png", data: "iVBORw0KGgo=" } };
    const shown: Block = { kind: "tool-result", toolCallId: "c", content: [{ kind: "text", text: "see" }, image] };
    expect(turnsOf(user(text("a")), assistant(call("c")), user(shown)).turns[2]?.content).toMatchObject([
      { type: "tool_result", content: [{ type: "text", text: "see" }, { type: "image" }] },
    ]);
  });
  it("refuses web search where the provider has none, naming what asked for it", () => {
    const request: ChatRequest = { ...base, hostedTools: [{ kind: "web-search", path: "web_search_options" }] };
    expect(() => encodeRequest(request, target({ quirks: ["no-web-search"] }))).toThrow(
      expect.objectContaining({ code: "invalid_parameters", param: "web_search_options" }),
    );
  });
  it("keeps ids unique that repeat in each of many turns, in little time", () => {
    const turn = (): Message[] => [assistant(call("c")), user(result("c"))];
    const { turns } = turnsOf(user(text("a")), ...Array.from({ length: 20_000 }, turn).flat());
    const ids = turns.flatMap((given) => given.content.flatMap((block) => block["id"] ?? []));
    expect(new Set(ids).size).toBe(20_000);
    expect(turns.at(-1)?.content[0]?.["tool_use_id"]).toBe(ids.at(-1));
  });
});
