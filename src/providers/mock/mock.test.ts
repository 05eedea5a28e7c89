import { describe, expect, it } from "vitest";
import { dataOf } from "../../dialects/test-support.ts";
import { mock } from "./index.ts";
import { readMockOptions } from "./options.ts";

interface Told {
  status: number | undefined;
  headers: Readonly<Record<string, string>>;
  text: string;
  end: "ended" | "destroyed" | undefined;
}

/** Asks the mock and waits until it has ended, at most so long. */
async function ask(path: string, body: object, waitMs = 1_000): Promise<Told> {
  const told: Told = { status: undefined, headers: {}, text: "", end: undefined };
  await new Promise<void>((resolve) => {
    const done = (how: Told["end"]): void => {
      told.end = how;
      resolve();
    };
    setTimeout(resolve, waitMs);
    mock.inProcess?.(
      { path, body: JSON.stringify(body) },
      {
        head: (status, headers) => Object.assign(told, { status, headers }),
        write: (text) => {
          told.text += text;
        },
        end: () => done("ended"),
        destroy: () => done("destroyed"),
        onAbort: () => {},
      },
    );
  });
  return told;
}

const CHAT = { model: "echo", messages: [{ role: "user", content: "hello brave new world" }] };
const MESSAGE = { ...CHAT, max_tokens: 50 };

describe("conversations", () => {
  it("are echoed in either wire", async () => {
    const chat = JSON.parse((await ask("/v1/chat/completions", CHAT)).text);
    expect(chat).toMatchObject({
      object: "chat.completion",
      choices: [{ message: { content: "hello brave new world" }, finish_reason: "stop" }],
      usage: { prompt_tokens: 6, completion_tokens: 6 },
    });
    const message = JSON.parse((await ask("/v1/messages", MESSAGE)).text);
    expect(message).toMatchObject({
      type: "message",
      content: [{ type: "text", text: "hello brave new world" }],
      stop_reason: "end_turn",
    });
  });

  it.each([
    ["/v1/chat/completions", CHAT],
    ["/v1/messages", MESSAGE],
  ])("are streamed word by word (%s)", async (path, body) => {
    const { text, end, headers } = await ask(path, { ...body, stream: true });
    expect(end).toBe("ended");
    expect(headers["content-type"]).toContain("text/event-stream");
    expect(dataOf(text).length).toBeGreaterThan(5);
    expect(text).toMatch(/\[DONE\]\n\n$|message_stop/);
  });

  it("answer the same to the same", async () => {
    expect(await ask("/v1/chat/completions", CHAT)).toEqual(await ask("/v1/chat/completions", CHAT));
  });

  it("take replies, reasoning and calls from the request", async () => {
    const options = {
      reply: "yes",
      reasoning: "because",
      tool_calls: [
        { name: "f", arguments: { a: 1 } },
        { name: "g", arguments: "{}" },
      ],
    };
    const { choices } = JSON.parse((await ask("/v1/chat/completions", { ...CHAT, mock: options })).text);
    expect(choices[0]).toMatchObject({
      finish_reason: "tool_calls",
      message: {
        content: "yes",
        tool_calls: [{ function: { name: "f", arguments: '{"a":1}' } }, { function: { name: "g", arguments: "{}" } }],
      },
    });
  });

  it("stream a long echo", async () => {
    const { text, status, end } = await ask(
      "/v1/chat/completions",
      { ...CHAT, messages: [{ role: "user", content: "word ".repeat(30_000) }], stream: true },
      5_000,
    );
    expect([status, end]).toEqual([200, "ended"]);
    expect(text).toContain("[DONE]");
  });
});

describe("faults", () => {
  it("refuse with a status", async () => {
    const told = await ask("/v1/chat/completions", {
      ...CHAT,
      mock: { status: 429, message: "slow down", retry_after: 3 },
    });
    expect(told).toMatchObject({ status: 429, headers: { "retry-after": "3" } });
    expect(told.text).toContain("slow down");
  });
  it.each([
    ["reset", "destroyed"],
    ["cut", "ended"],
    ["error", "ended"],
    ["stall", undefined],
  ])("%s after two pieces", async (fault, end) => {
    const told = await ask(
      "/v1/chat/completions",
      { ...CHAT, stream: true, mock: { fault, fault_after_chunks: 2 } },
      100,
    );
    expect(told.end).toBe(end);
    expect(told.text).not.toContain("[DONE]");
    expect(dataOf(told.text).length).toBe(fault === "error" ? 3 : 2);
  });
  it("reset at once", async () => {
    expect(await ask("/v1/chat/completions", { ...CHAT, mock: { fault: "reset" } })).toMatchObject({
      end: "destroyed",
      status: undefined,
    });
  });
  it("wait as asked", async () => {
    const begun = performance.now();
    await ask("/v1/chat/completions", { ...CHAT, mock: { latency_ms: 80 } });
    expect(performance.now() - begun).toBeGreaterThanOrEqual(75);
  });
});

// What these throw leaves setImmediate() in the gateway and ends the process: one request from any key is enough.
describe("a request that is hostile", () => {
  it.each([
    { tool_calls: [{ name: { toString: 1 } }] },
    { tool_calls: [null, 7, "x"] },
    { tool_calls: {} },
    { status: "500", latency_ms: "x", fault: 7 },
    null,
    [],
    "x",
  ])("with options %j throws nothing", async (options) => {
    expect(() => readMockOptions({ mock: options })).not.toThrow();
    expect(
      (
        await ask("/v1/chat/completions", { ...CHAT, mock: options }).catch((error: unknown) => ({
          text: String(error),
          status: 0,
        }))
      ).status,
    ).toBe(200);
  });
  it.each([
    { input: [[{ toString: 1 }]] },
    { input: [[]] },
    { input: [[[["x"]]]] },
    { input: "x", dimensions: 1e9 },
    { input: "x", dimensions: -1 },
    { input: "" },
  ])("for embeddings of %j throws nothing", async (body) => {
    await expect(ask("/v1/embeddings", { model: "embedding", ...body })).resolves.toMatchObject({ end: "ended" });
  });
});

describe("embeddings", () => {
  const vectors = async (input: unknown, more: object = {}): Promise<number[][]> =>
    JSON.parse((await ask("/v1/embeddings", { model: "embedding", input, ...more })).text).data.map(
      (one: { embedding: number[] }) => one.embedding,
    );
  const dot = (a: number[] = [], b: number[] = []): number => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

  it("have length one, the size asked for, and depend on the words alone", async () => {
    const [a, b, c, d] = await vectors(["the red fox", "The RED fox!", "the red dog", "quite another matter"]);
    expect(a).toHaveLength(256);
    expect(dot(a, a)).toBeCloseTo(1, 4);
    expect(a).toEqual(b);
    expect(dot(a, c)).toBeGreaterThan(dot(a, d));
    expect((await vectors("x", { dimensions: 7 }))[0]).toHaveLength(7);
  });
  it("come as base64 of the same floats", async () => {
    const [plain] = await vectors("abc");
    const base64 = (await vectors("abc", { encoding_format: "base64" }))[0] as unknown as string;
    const floats = new Float32Array(new Uint8Array(Buffer.from(base64, "base64")).buffer);
    expect([...floats]).toEqual(plain);
  });
  it("take token ids", async () => {
    expect(await vectors([1, 2, 3])).toHaveLength(1);
    expect(await vectors([[1, 2], [3]])).toHaveLength(2);
  });
});
