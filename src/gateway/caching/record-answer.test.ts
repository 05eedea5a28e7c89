import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ANSWER_CASES } from "../../../test/matrix/cases.ts";
import { emptyUsage } from "../../canonical/usage.ts";
import type { InboundChatDialect } from "../../dialects/dialect.ts";
import { chatDialectById, findInboundDialect } from "../../dialects/registry.ts";
import { meta } from "../../dialects/test-support.ts";
import { latin1OfText } from "../../framing/latin1.ts";
import { splitFrames } from "../../framing/sse-frames.ts";
import { testRecord } from "../../store/sql/testing/records.ts";
import type { RequestRecord } from "../metering/record.ts";
import type { CachedAnswer } from "./answer-cache.ts";
import { type AnswerEnd, AnswerRecorder } from "./record-answer.ts";
import { replay, replayPieces } from "./replay-answer.ts";
import { T0 } from "./testing/answers.ts";

const SEAL = '{"request_id":"req_1","routing_decision":"auto","cost_usd":0.1,"cached":false}';
const OTHER = '{"request_id":"req_2","routing_decision":"cache","cost_usd":0,"cached":true}';
const SSE = "text/event-stream; charset=utf-8";
const JSON_TYPE = "application/json";

interface Over extends Partial<Omit<AnswerEnd, "record">> {
  readonly record?: Partial<RequestRecord>;
}

function recorded(text: string | readonly string[], { record, ...over }: Over = {}, max = 10_000_000) {
  const recorder = new AnswerRecorder(max);
  for (const piece of typeof text === "string" ? [text] : text) recorder.add(piece);
  return recorder.finish({
    contentType: JSON_TYPE,
    seal: SEAL,
    record: testRecord(record),
    label: "anthropic/claude-3-haiku",
    chat: undefined,
    meaningful: true,
    spliced: false,
    nowMs: T0,
    ttlMs: 60_000,
    ...over,
  });
}

const WHOLE = `{"id":"a","x-llm-gateway":${SEAL}}`;

describe("what is stored of an answer", () => {
  it("is all of it without the gateway's object, and what the receipt needs", () => {
    expect(recorded([WHOLE.slice(0, 20), WHOLE.slice(20)])).toEqual({
      contentType: JSON_TYPE,
      stream: false,
      status: 200,
      before: '{"id":"a","x-llm-gateway":',
      after: "}",
      sealed: true,
      provider: "anthropic",
      model: "claude-3-haiku",
      nativeModel: "claude-3-haiku-20240307",
      label: "anthropic/claude-3-haiku",
      finishReason: "stop",
      usage: testRecord().usage,
      totalNanos: 250_000,
      warnings: [],
      storedAtMs: T0,
      expiresAtMs: T0 + 60_000,
      projectId: "proj_1",
      recordId: "req_1",
      requestId: "req_1",
    });
  });

  it.each<[string, string, Over]>([
    ["another status", WHOLE, { record: { status: 206 } }],
    ["an error", WHOLE, { record: { errorCode: "upstream_interrupted" } }],
    ["an answer from a cache", WHOLE, { record: { cached: true } }],
    ["one cut off by its length", WHOLE, { record: { finishReason: "length" } }],
    ["one that was filtered", WHOLE, { record: { finishReason: "content-filter" } }],
    ["one that broke off", WHOLE, { record: { finishReason: "interrupted" } }],
    ["one that failed", WHOLE, { record: { finishReason: "error" } }],
    ["one that pauses", WHOLE, { record: { finishReason: "paused" } }],
    ["one without a finish", WHOLE, { record: { finishReason: null } }],
    ["one of nobody", WHOLE, { record: { provider: null } }],
    ["one of no project", WHOLE, { record: { projectId: null } }],
    ["one put together of several", WHOLE, { spliced: true }],
    ["one that says nothing", WHOLE, { meaningful: false }],
    ["one that lives no time", WHOLE, { ttlMs: 0 }],
    ["no bytes", "", {}],
    ["JSON without the gateway's object", '{"id":"a"}', {}],
    ["a stream without it", "data: x\n\n", { contentType: SSE }],
    ["JSON with two of them", `{"a":${SEAL},"x-llm-gateway":${SEAL}}`, {}],
    ["JSON while there is none to look for", WHOLE, { seal: "" }],
  ])("not %s", (_, text, over) => {
    expect(recorded(text, over)).toBeUndefined();
  });

  it("not one that is too large, even if little comes at the end", () => {
    const text = `{"a":"${"x".repeat(1_000)}","x-llm-gateway":${SEAL}}`;
    expect(recorded(text, {}, text.length)).toBeDefined();
    expect(recorded(text, {}, text.length - 1)).toBeUndefined();
    expect(recorded([text, "", " "], {}, text.length)).toBeUndefined();
  });

  it("is all of what has no place for the gateway's object", () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i)).toString("latin1");
    const answer = recorded(bytes, { contentType: "audio/mpeg" });
    expect(answer).toMatchObject({ before: bytes, after: "", sealed: false });
    expect(answer && replay(answer, OTHER)).toBe(bytes);
  });
});

const INBOUND = ["openai-chat", "openai-responses", "anthropic-messages", "gemini"] as const;

/** What the tap of a stream would know. */
const MEANINGLESS = new Set(["nothing"]);
const NOT_STORED = new Set(["nothing", "cut by the limit", "content filter", "refusal"]);

function streamed(chat: InboundChatDialect, events: (typeof ANSWER_CASES)[number]["events"], seal: string): string {
  const encoder = chat.openEncoder(meta({ includeUsage: true }));
  return latin1OfText(events.map((event) => encoder.push(event)).join("") + encoder.end(seal));
}

describe.each(INBOUND)("answers of %s", (id) => {
  const chat = chatDialectById(id) as InboundChatDialect;
  expect(findInboundDialect(id)).toBeDefined();
  const cases = ANSWER_CASES.map(({ name, events }) => [name, events] as const);

  it.each(cases)("as a stream, %s: replayed byte for byte in whole frames, with another object", (name, events) => {
    const text = streamed(chat, events, SEAL);
    const last = events.findLast((event) => event.type === "finish");
    const answer = recorded(splitAnywhere(text), {
      contentType: SSE,
      chat,
      meaningful: !MEANINGLESS.has(name),
      record: {
        stream: true,
        finishReason: last?.type === "finish" ? last.finish.reason : null,
        usage: { ...emptyUsage(), outputTokens: 5 },
      },
    });
    const refuses = id === "gemini" && name === "refusal";
    if (answer === undefined) {
      expect(NOT_STORED.has(name) || last?.finish.reason === "paused" || last?.finish.reason === "length", name).toBe(
        true,
      );
      return;
    }
    // Gemini has no word for a refusal: it is text there.
    if (!refuses) expect(NOT_STORED).not.toContain(name);
    const pieces = replayPieces(answer, OTHER);
    expect(pieces.join("")).toBe(streamed(chat, events, OTHER));
    expect(pieces.join("")).toBe(replay(answer, OTHER));
    for (const piece of pieces) expect(splitFrames(piece).join("").length).toBeLessThanOrEqual(piece.length);
    for (const piece of pieces) expect(piece.endsWith("\n\n")).toBe(true);
  });

  it.each(["text", "refusal", "nothing"] as const)("as a whole, %s", (said) => {
    const blocks = said === "nothing" ? [] : [{ kind: said, text: "I cannot help." } as const];
    const response = { blocks, finish: { reason: "stop" }, usage: { ...emptyUsage(), outputTokens: 5 } } as const;
    const body = chat.encodeResponse(response, meta());
    const text = latin1OfText(`${JSON.stringify(body).slice(0, -1)},"x-llm-gateway":${SEAL}}`);
    const answer = recorded(text, { chat });
    const stored = said === "text" || (said === "refusal" && id === "gemini");
    expect(answer !== undefined).toBe(stored);
  });

  it("as a whole without a token of output", () => {
    const body = chat.encodeResponse(
      { blocks: [{ kind: "text", text: "x" }], finish: { reason: "stop" }, usage: emptyUsage() },
      meta(),
    );
    const text = latin1OfText(`${JSON.stringify(body).slice(0, -1)},"x-llm-gateway":${SEAL}}`);
    const record = { usage: emptyUsage() };
    expect(recorded(text, { chat, record })).toBeUndefined();
    expect(recorded(text, { chat, record: { ...record, usageEstimated: true } })).toBeDefined();
  });
});

describe("replayed pieces", () => {
  it("are those of a text without frames too, and the whole text, whatever it is", () => {
    const types = fc.constantFrom(SSE, "audio/mpeg", JSON_TYPE);
    const texts = fc.array(fc.constantFrom("a", "\n", "\n\n", "\r\n\r\n", "data: x", "\xff"), { maxLength: 30 });
    fc.assert(
      fc.property(types, fc.boolean(), texts, fc.nat(30), (contentType, stream, parts, cut) => {
        const text = parts.join("");
        const answer = { contentType, stream, before: text.slice(0, cut), after: text.slice(cut), sealed: true };
        const pieces = replayPieces(answer as CachedAnswer, OTHER);
        expect(pieces.join("")).toBe(text.slice(0, cut) + OTHER + text.slice(cut));
        expect(pieces).not.toContain("");
      }),
    );
  });

  it("are small where there are no frames", () => {
    const answer = { contentType: "audio/mpeg", stream: true, before: "x".repeat(200_000), after: "", sealed: false };
    const pieces = replayPieces(answer as CachedAnswer, "");
    expect(pieces.map(({ length }) => length)).toEqual([65_536, 65_536, 65_536, 3_392]);
  });
});

/** Pieces of some bytes each, as they come off a socket. */
function splitAnywhere(text: string): string[] {
  return text.match(/.{1,17}/gs) ?? [];
}
