import { afterAll, beforeEach, describe, expect, it } from "vitest";
import * as up from "./index.ts";
import { rawPost } from "./raw-client.ts";

const upstream = await up.startUpstream();
const paths = { openai: "/v1/chat/completions", anthropic: "/v1/messages" };
const post = async (
  wire: keyof typeof paths,
  stream = false,
): Promise<{ status: number; body: string; head: string }> => {
  const { head, body } = await rawPost(upstream.url + paths[wire], { model: "m", stream }, 5000);
  return { status: Number(head.split(" ")[1]), body, head };
};
const statuses = async (count: number): Promise<number[]> => {
  const found: number[] = [];
  for (let turn = 0; turn < count; turn += 1) found.push((await post("openai")).status);
  return found;
};

beforeEach(() => upstream.reset());
afterAll(() => upstream.close());

describe("sequences", () => {
  it("goes through behaviours in order and keeps the last", async () => {
    upstream.respond(up.inOrder(up.rateLimited(), up.serverError(), up.unavailable()));
    expect(await statuses(4)).toEqual([429, 500, 503, 503]);
  });

  it("is down for a time, counted from the first request", async () => {
    upstream.respond(up.downFor(150, up.unavailable()));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await statuses(2)).toEqual([503, 503]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await statuses(1)).toEqual([200]);
  });
});

describe("status faults", () => {
  const wanted: Array<[string, () => up.Behaviour, number, string, string]> = [
    ["unauthorized", up.unauthorized, 401, '"code":"invalid_api_key"', '"type":"authentication_error"'],
    ["forbidden", up.forbidden, 403, '"code":"permission_denied"', '"type":"permission_error"'],
    ["model missing", up.modelMissing, 404, '"code":"model_not_found"', '"type":"not_found_error"'],
    ["bad parameter", up.badParameter, 400, '"param":"temperature"', '"type":"invalid_request_error"'],
    ["quota spent", up.quotaSpent, 429, '"code":"insufficient_quota"', '"error_code":"enforced_spend_limit_reached"'],
    ["content filtered", up.contentFiltered, 400, '"code":"content_filter"', "content filtering policy"],
    ["overloaded", up.overloaded, 529, '"message":"Overloaded"', '"type":"overloaded_error"'],
  ];
  for (const [name, fault, status, openai, anthropic] of wanted) {
    it(`says ${name} in each wire`, async () => {
      upstream.respond(fault());
      const answers = [await post("openai"), await post("anthropic", true)];
      expect(answers.map((answer) => answer.status)).toEqual([status, status]);
      expect(answers[0]?.body).toContain(openai);
      expect(answers[1]?.body).toContain(anthropic);
      expect(answers[1]?.body).toMatch(/^\{"type":"error","error":\{"type":/);
    });
  }

  it("sends any status, body and headers", async () => {
    upstream.respond(up.rawStatus(418, "<teapot>", { "content-type": "text/xml", "retry-after-ms": "30" }));
    const { status, body, head } = await post("openai");
    expect([status, body]).toEqual([418, "<teapot>"]);
    expect(head).toMatch(/content-type: text\/xml\r\nretry-after-ms: 30/i);
  });
});

describe("vendors' deviations", () => {
  const count = (text: string, needle: string): number => text.split(needle).length - 1;

  it("repeats and empties what it says it does", async () => {
    const body = async (behaviour: up.Behaviour): Promise<string> => {
      upstream.queue(behaviour);
      return (await post("openai", true)).body;
    };
    expect(count(await body(up.doubledTerminal()), "data: [DONE]")).toBe(2);
    expect(count(await body(up.doubledFinish()), '"finish_reason":"stop"')).toBe(2);
    expect(count(await body(up.emptyChoices()), '"choices":[]')).toBe(2);
    expect(await body(up.emptyStream())).toBe("");
    const whole = await body(up.quirky({ toolsWhole: true }, { toolCalls: [up.GET_WEATHER] }));
    expect(count(whole, '"tool_calls":[')).toBe(1);
    expect(whole).toContain('"arguments":"{\\"city\\":\\"Paris\\",\\"unit\\":\\"c\\"}"');
  });
});

describe("size", () => {
  it("stops sending an endless stream once the client leaves", async () => {
    upstream.respond(up.hugeStream(48 * 1024 * 1024));
    const leaving = new AbortController();
    const body = JSON.stringify({ model: "m", stream: true });
    const response = await fetch(upstream.url + paths.openai, { method: "POST", body, signal: leaving.signal });
    const reader = response.body?.getReader();
    const first = await reader?.read();
    expect(first?.value?.length).toBeGreaterThan(0);
    leaving.abort();
    await upstream.requests[0]?.whenAborted;
    expect(upstream.requests[0]?.aborted).toBe(true);
  });
});
