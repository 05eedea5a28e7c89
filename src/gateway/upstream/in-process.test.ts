import type { Dispatcher } from "undici";
import { describe, expect, it } from "vitest";
import type { InProcessAnswer } from "../../providers/provider.ts";
import { inProcessDispatch } from "./in-process.ts";
import { localCountTokens } from "./local-count-tokens.ts";

interface Seen {
  readonly events: string[];
  controller: Dispatcher.DispatchController | undefined;
}

function call(provider: (answer: InProcessAnswer) => void, onData: (seen: Seen) => void = () => {}): Seen {
  const seen: Seen = { events: [], controller: undefined };
  inProcessDispatch((_request, answer) => provider(answer))(
    { path: "/x", method: "POST", body: Buffer.from("{}") },
    {
      onRequestStart: (controller) => {
        seen.controller = controller;
      },
      onResponseStart: (_controller, status) => void seen.events.push(`head ${status}`),
      onResponseData: (_controller, chunk) => {
        seen.events.push(String(chunk));
        onData(seen);
      },
      onResponseEnd: () => void seen.events.push("end"),
      onResponseError: (_controller, error) => void seen.events.push(`error ${error.message}`),
    },
  );
  return seen;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const three = (answer: InProcessAnswer): void => {
  answer.head(200, {});
  for (const text of ["a", "b", "c"]) answer.write(text);
  answer.end();
};

describe("inProcessDispatch", () => {
  it("tells an answer in order, not before the caller has what dispatch gives", async () => {
    const seen = call(three);
    expect(seen.events).toEqual([]);
    await turn();
    expect(seen.events).toEqual(["head 200", "a", "b", "c", "end"]);
  });

  it("tells nothing after its end", async () => {
    const seen = call((answer) => {
      three(answer);
      answer.write("late");
      answer.end();
      answer.destroy();
    });
    await turn();
    expect(seen.events.at(-1)).toBe("end");
  });

  it("breaks like a connection", async () => {
    const seen = call((answer) => {
      answer.head(200, {});
      answer.destroy();
    });
    await turn();
    expect(seen.events).toEqual(["head 200", "error the connection was reset"]);
  });

  it("waits while paused, and again when paused while it catches up", async () => {
    const seen = call(three, ({ controller }) => controller?.pause());
    await turn();
    expect(seen.events).toEqual(["head 200", "a"]);
    seen.controller?.resume();
    expect(seen.events).toEqual(["head 200", "a", "b"]);
    seen.controller?.resume();
    seen.controller?.resume();
    seen.controller?.resume();
    expect(seen.events).toEqual(["head 200", "a", "b", "c", "end"]);
  });

  it("aborted while paused tells nothing more", async () => {
    const seen = call(three, ({ controller }) => controller?.pause());
    await turn();
    seen.controller?.abort(new Error("gone"));
    seen.controller?.resume();
    expect(seen.events).toEqual(["head 200", "a", "error gone"]);
  });

  it("tells what a provider throws as an error of its answer", async () => {
    const seen = call((answer) => {
      answer.head(200, {});
      answer.write("a");
      throw new TypeError("oops");
    });
    await turn();
    expect(seen.events).toEqual(["head 200", "a", "error the provider inside the process failed"]);
  });

  it("ends an answer whose listener throws", async () => {
    const seen = call(three, () => {
      throw new Error("no");
    });
    await turn();
    expect(seen.events).toEqual(["head 200", "a", "error the provider inside the process failed"]);
  });

  it("aborted before it began never asks the provider", async () => {
    let asked = false;
    const seen = call(() => {
      asked = true;
    });
    seen.controller?.abort(new Error("gone"));
    await turn();
    expect([asked, seen.events]).toEqual([false, ["error gone"]]);
  });

  it("tells the provider of an abort", async () => {
    let told = false;
    const seen = call((answer) =>
      answer.onAbort(() => {
        told = true;
      }),
    );
    await turn();
    seen.controller?.abort(new Error("gone"));
    expect(told).toBe(true);
  });
});

describe("localCountTokens", () => {
  const count = (body: object): number => {
    let text = "";
    localCountTokens("input_tokens")(
      { path: "", body: JSON.stringify(body) },
      {
        head: () => {},
        write: (piece) => {
          text += piece;
        },
        end: () => {},
        destroy: () => {},
        onAbort: () => {},
      },
    );
    return (JSON.parse(text) as { input_tokens: number }).input_tokens;
  };
  it.each<[object, number, number]>([
    [{ messages: [{ role: "user", content: "Hello, world" }] }, 5, 12],
    [{ messages: [] }, 0, 1],
    [{ messages: [{ role: "user", content: "<|endoftext|>" }] }, 4, 15],
    [
      {
        messages: [
          { role: "user", content: [{ type: "image", source: { type: "base64", data: "A".repeat(90_000) } }] },
        ],
      },
      4,
      20,
    ],
    [{ messages: [{ role: "user", content: "x".repeat(4_000_000) }] }, 1_000_000, 1_000_100],
    [
      {
        system: "be brief",
        tools: [{ name: "f", input_schema: { type: "object", properties: { city: { description: "a city" } } } }],
        messages: [{ role: "user", content: "hi" }],
      },
      10,
      40,
    ],
  ])("%#", (body, least, most) => {
    expect(count(body)).toBeGreaterThanOrEqual(least);
    expect(count(body)).toBeLessThanOrEqual(most);
  });
  it("counts all text where members are named 'data' or 'type' by the user", () => {
    const tool = (name: string): object => ({
      messages: [
        {
          role: "assistant",
          content: [
            { type: "tool_use", id: "t", name: "f", input: { [name]: "many words of text in here ".repeat(20) } },
          ],
        },
      ],
    });
    expect(count(tool("data"))).toBe(count(tool("date")));
  });
});
