import type { Dispatcher } from "undici";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { chatChunks } from "../../../test/upstream/openai-chat.ts";
import { anthropicMessages } from "../../dialects/anthropic-messages/index.ts";
import type { StreamTap } from "../../dialects/dialect.ts";
import { openaiChat } from "../../dialects/openai-chat/index.ts";
import { meta } from "../../dialects/test-support.ts";
import { TranslatingTap } from "../relay/translating-tap.ts";
import { type Answer, type AnswerLimits, isFailure, UpstreamAnswer } from "./answer.ts";
import { CallerGoneError, type Failure } from "./failure.ts";

const LIMITS: AnswerLimits = {
  firstTokenTimeoutMs: 1_000,
  totalTimeoutMs: 5_000,
  maxAnswerBytes: 1_000,
  maxFrameBytes: 2_000,
};
const SSE = { "content-type": "text/event-stream; charset=utf-8" };

/** Plays undici's part: feeds one answer and notes what the answer asks of the connection. */
class FakeUpstream {
  aborted: Error | undefined;
  paused = 0;
  readonly answer: UpstreamAnswer;
  readonly controller: Dispatcher.DispatchController;

  constructor(tap: StreamTap | undefined, limits: Partial<AnswerLimits> = {}) {
    this.answer = new UpstreamAnswer({ tap, limits: { ...LIMITS, ...limits } });
    this.controller = {
      abort: (reason: Error) => {
        this.aborted = reason;
        this.answer.onResponseError(this.controller, reason);
      },
      pause: () => {
        this.paused += 1;
      },
      resume: () => {
        this.paused -= 1;
      },
    } as unknown as Dispatcher.DispatchController;
  }
  start(): this {
    this.answer.onRequestStart(this.controller);
    return this;
  }
  head(status = 200, headers: Record<string, string> = SSE): this {
    this.answer.onResponseStart(this.controller, status, headers);
    return this;
  }
  /** Sends a piece and lets the turn of the event loop end. */
  async data(text: string): Promise<void> {
    this.answer.onResponseData(this.controller, Buffer.from(text));
    await vi.advanceTimersByTimeAsync(0);
  }
  end(): void {
    this.answer.onResponseEnd();
  }
  error(code: string): void {
    this.answer.onResponseError(this.controller, Object.assign(new Error(code), { code }));
  }
}

function tap(): StreamTap {
  return openaiChat.openTap({ model: "prov/m", includeUsage: false, quirks: new Set(), seal: () => "{}" });
}

function translating(): StreamTap {
  return new TranslatingTap(openaiChat.openDecoder(new Set()), anthropicMessages.openEncoder(meta()), () => "{}");
}

const frames = chatChunks({ text: ["one ", "two"] });
const [role = "", one = "", two = "", finish = "", done = ""] = frames.map(({ data }) => `data: ${data}\n\n`);
const ERROR = 'data: {"error":{"message":"broke","code":500}}\n\n';

interface Read {
  text: string;
  ends: (Failure | undefined)[];
}

function read(answer: UpstreamAnswer): Read {
  const seen: Read = { text: "", ends: [] };
  answer.read({
    onText: (text) => {
      seen.text += text;
    },
    onEnd: (failure) => void seen.ends.push(failure),
  });
  return seen;
}

async function settled(answer: UpstreamAnswer): Promise<Answer | Failure | "pending"> {
  return Promise.race([answer.opened, vi.advanceTimersByTimeAsync(0).then(() => "pending" as const)]);
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a whole answer", () => {
  it("opens once its body is there", async () => {
    const up = new FakeUpstream(undefined).start().head(200, { "content-type": "application/json" });
    await up.data('{"a":"é');
    expect(await settled(up.answer)).toBe("pending");
    await up.data('"}');
    up.end();
    expect(await up.answer.opened).toMatchObject({
      kind: "whole",
      status: 200,
      text: Buffer.from('{"a":"é"}').toString("latin1"),
    });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("fails when it is too large, and ends the connection", async () => {
    const up = new FakeUpstream(undefined).start().head(200, {});
    await up.data("x".repeat(1_001));
    expect(await up.answer.opened).toMatchObject({ at: "decode", error: { kind: "server" } });
    expect(up.aborted).toBeDefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("keeps 64 kB of an error body", async () => {
    const up = new FakeUpstream(undefined, { maxAnswerBytes: 1_000_000 }).start().head(500, {});
    await up.data("x".repeat(200_000));
    up.end();
    expect(((await up.answer.opened) as { text: string }).text.length).toBe(65_536);
  });

  it.each([
    ["ECONNREFUSED", "connect"],
    ["ECONNRESET", "sent-no-headers"],
  ])("fails by %s before headers at %s", async (code, at) => {
    const up = new FakeUpstream(undefined).start();
    up.error(code);
    expect(await up.answer.opened).toMatchObject({ at });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("fails at the total deadline", async () => {
    const up = new FakeUpstream(undefined).start().head(200, {});
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await up.answer.opened).toMatchObject({ error: { kind: "timeout", code: "total_timeout" } });
  });
});

describe("a stream", () => {
  it("opens at the first meaningful event and gives all text in order", async () => {
    const up = new FakeUpstream(tap()).start().head();
    await up.data(role);
    expect(await settled(up.answer)).toBe("pending");
    await up.data(one);
    expect(await up.answer.opened).toBe(up.answer);
    const seen = read(up.answer);
    expect(seen.text).toContain("one ");
    await up.data(two + finish.slice(0, 30));
    await up.data(finish.slice(30) + done);
    expect(seen.text.match(/one |two|\[DONE\]/g)).toEqual(["one ", "two", "[DONE]"]);
    expect(seen.ends).toEqual([undefined]);
    up.end();
    expect(seen.ends).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is told to a reader that comes after its end", async () => {
    const up = new FakeUpstream(tap()).start().head();
    await up.data(role + one + two + finish + done);
    up.end();
    const seen = read(up.answer);
    expect(seen.text).toContain("[DONE]");
    expect(seen.ends).toEqual([undefined]);
  });

  it.each(["text/event-stream", "Text/Event-Stream", "text/event-stream;charset=UTF-8"])(
    "is known by content type %s",
    async (type) => {
      const up = new FakeUpstream(tap()).start().head(200, { "content-type": type });
      await up.data(role + one);
      expect(await settled(up.answer)).toBe(up.answer);
    },
  );

  it("fails at the first-token deadline, and not after it has opened", async () => {
    const slow = new FakeUpstream(tap()).start().head();
    await slow.data(role);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await slow.answer.opened).toMatchObject({
      at: "first-event",
      error: { kind: "timeout", code: "first-token_timeout" },
    });
    expect(slow.aborted).toBeDefined();
    const quick = new FakeUpstream(tap()).start().head();
    await quick.data(role + one);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await quick.answer.opened).toBe(quick.answer);
  });

  it("keeps the first-token deadline through an interim response (103 Early Hints)", async () => {
    const up = new FakeUpstream(tap()).start().head(103, {}).head();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await settled(up.answer)).toMatchObject({ error: { kind: "timeout", code: "first-token_timeout" } });
  });

  it.each([ERROR, role + ERROR, role + one + ERROR])(
    "that starts with an error in one burst can fall back (%#)",
    async (text) => {
      const up = new FakeUpstream(tap()).start().head();
      await up.data(text);
      expect(await up.answer.opened).toMatchObject({ at: "first-event", error: { message: "broke" } });
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  it("passes on what came in the same burst before a mid-stream error", async () => {
    const up = new FakeUpstream(tap()).start().head();
    await up.data(role + one);
    const seen = read(up.answer);
    await up.data(two + ERROR);
    expect(seen.ends).toMatchObject([{ at: "mid-stream", error: { message: "broke" } }]);
    expect(seen.text).toContain("two");
  });

  it.each(["", role, ": ping\n\n"])("that ends after %j is a failure before the first event", async (text) => {
    const up = new FakeUpstream(tap()).start().head();
    if (text !== "") await up.data(text);
    up.end();
    expect(await up.answer.opened).toMatchObject({ at: "first-event", error: { kind: "server" } });
  });

  it.each<[string, () => StreamTap]>([
    ["relayed", tap],
    ["translated", translating],
  ])("cut after the finish without [DONE] is complete (%s)", async (_name, open) => {
    for (const how of ["end", "reset"] as const) {
      const up = new FakeUpstream(open()).start().head();
      await up.data(role + one);
      const seen = read(up.answer);
      await up.data(two + finish);
      if (how === "end") up.end();
      else up.error("ECONNRESET");
      expect(seen.ends, how).toEqual([undefined]);
      expect(up.answer.tap.facts.terminal).toBe(true);
      expect(seen.text).toMatch(/\[DONE\]|message_stop/);
    }
  });

  it.each<[string, () => StreamTap]>([
    ["relayed", tap],
    ["translated", translating],
  ])("cut before the finish is a mid-stream failure (%s)", async (_name, open) => {
    for (const how of ["end", "reset"] as const) {
      const up = new FakeUpstream(open()).start().head();
      await up.data(role + one);
      const seen = read(up.answer);
      await up.data(two);
      if (how === "end") up.end();
      else up.error("ECONNRESET");
      expect(seen.ends, how).toMatchObject([{ at: "mid-stream" }]);
      expect(seen.text).not.toMatch(/\[DONE\]|message_stop/);
    }
  });

  it.each([done, finish])("reads a last frame without its blank line: %s", async (last) => {
    const up = new FakeUpstream(tap()).start().head();
    await up.data(role + one + (last === done ? finish : "") + last.trimEnd());
    up.end();
    expect(read(up.answer).ends).toEqual([undefined]);
  });

  it("with an over-long frame fails and ends the connection", async () => {
    const up = new FakeUpstream(tap()).start().head();
    await up.data(role + one);
    const seen = read(up.answer);
    await up.data("x".repeat(3_000));
    expect(seen.ends).toMatchObject([{ at: "decode" }]);
    expect(up.aborted).toBeDefined();
  });

  it("hands pause and resume to the connection", async () => {
    const up = new FakeUpstream(tap()).start().head();
    up.answer.pause();
    up.answer.pause();
    up.answer.resume();
    expect(up.paused).toBe(1);
  });
});

describe("abort", () => {
  it("ends a running answer", async () => {
    const up = new FakeUpstream(tap()).start().head();
    await up.data(role + one);
    const seen = read(up.answer);
    up.answer.abort(new CallerGoneError("gone"));
    expect(seen.ends).toMatchObject([{ at: "mid-stream" }]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("before the start aborts as soon as it starts", async () => {
    const up = new FakeUpstream(tap());
    up.answer.abort(new CallerGoneError("gone"));
    up.start();
    expect(up.aborted).toBeInstanceOf(CallerGoneError);
    expect(await settled(up.answer)).toSatisfy(
      (answer) => answer !== "pending" && isFailure(answer as Answer | Failure),
    );
    expect(vi.getTimerCount()).toBe(0);
  });

  it("frees a request that still waits for a connection", async () => {
    const up = new FakeUpstream(tap());
    up.answer.abort(new CallerGoneError("gone"));
    expect(await settled(up.answer)).not.toBe("pending");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("by a deadline before the start is a timeout", async () => {
    const up = new FakeUpstream(tap());
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await up.answer.opened).toMatchObject({ at: "sent-no-headers", error: { kind: "timeout" } });
    up.start();
    expect(up.aborted).toBeDefined();
  });
});
