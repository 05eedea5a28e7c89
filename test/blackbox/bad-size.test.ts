import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { startGateway } from "../harness/gateway.ts";
import { call, expectAlive } from "./expect-error.ts";
import { raw, rawPost } from "./raw-http.ts";

const gateway = await startGateway();
const { port } = gateway;
afterEach(() => expectAlive(gateway));
afterAll(() => gateway.stop());

const MB = 1024 * 1024;
const CHAT = "/v1/chat/completions";
const AUTH = { authorization: `Bearer ${gateway.apiKey}` };
const ROUNDS = 15;
const PIECE = Buffer.alloc(MB, "a");

/** Resident memory of the gateway. */
function residentMb(): number {
  const status = readFileSync(`/proc/${gateway.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

function* body(
  megabytes: number,
  headers: Record<string, string | undefined>,
  chunked: boolean,
): Iterable<Buffer | string> {
  yield rawPost(CHAT, "", { ...AUTH, ...headers });
  for (let i = 0; i < megabytes; i += 1) {
    if (chunked) yield `${MB.toString(16)}\r\n`;
    yield PIECE;
    if (chunked) yield "\r\n";
  }
  if (chunked) yield "0\r\n\r\n";
}

const CHUNKED = { "transfer-encoding": "chunked", "content-length": undefined };

describe("a body that is too large", () => {
  it.each([
    ["announced and not sent", 0, { "content-length": String(60 * MB) }, false],
    ["announced and sent", 60, { "content-length": String(60 * MB) }, false],
    ["in chunks without a length", 60, CHUNKED, true],
  ] as const)("of 60 MB %s gets its 413", { timeout: 60_000 }, async (_name, megabytes, headers, chunked) => {
    const outcomes: string[] = [];
    // A connection that is closed too early takes the answer with it, but not every time.
    for (let i = 0; i < ROUNDS; i += 1) {
      const { responses, ending } = await raw(port, body(megabytes, headers, chunked), 15_000);
      expect(ending).not.toBe("open");
      outcomes.push(responses.map((response) => response.status).join() || "no answer");
      const [first] = responses;
      if (first === undefined) continue;
      expect(JSON.parse(first.body)).toMatchObject({ status: 413, error: { code: "payload_too_large" } });
      expect(first.headers["x-request-id"]).toMatch(/^req_/);
    }
    expect(outcomes).toEqual(Array.from({ length: ROUNDS }, () => "413"));
  });

  it("is refused in Anthropic's words on its wire", async () => {
    const bytes = rawPost("/v1/messages", "", { ...AUTH, "content-length": String(60 * MB) });
    const [answer] = (await raw(port, bytes)).responses;
    const id = answer?.headers["x-request-id"];
    const error = { type: "request_too_large", message: expect.stringContaining("50 MB") as string };
    expect(JSON.parse(answer?.body ?? "")).toMatchObject({ type: "error", error, request_id: id });
  });

  it("is told before it is sent to a client that asks with Expect", async () => {
    const bytes = rawPost(CHAT, "", { ...AUTH, expect: "100-continue", "content-length": String(60 * MB) });
    const { responses, text } = await raw(port, bytes);
    expect(responses.map((response) => response.status)).toEqual([413]);
    expect(text).not.toContain("100 Continue");
  });

  it("takes no memory that stays", { timeout: 60_000 }, async () => {
    const before = residentMb();
    let most = before;
    for (let round = 0; round < 4; round += 1) {
      const sending = Promise.all([
        raw(port, body(60, CHUNKED, true), 10_000),
        raw(port, body(60, CHUNKED, true), 10_000),
        raw(port, body(60, { "content-length": String(60 * MB) }, false), 10_000),
      ]);
      for (let i = 0; i < 5; i += 1) {
        await sleep(50);
        most = Math.max(most, residentMb());
      }
      await sending;
    }
    await sleep(1_000);
    process.stdout.write(
      `resident: ${before.toFixed(0)} MB before, ${most.toFixed(0)} at most, ${residentMb().toFixed(0)} after\n`,
    );
    // Two bodies in chunks may be held up to the limit each, and the collector is lazy.
    expect(most - before).toBeLessThan(450);
  });

  it("is served when it is just within the limit", async () => {
    const text = "a".repeat(49 * MB);
    const started = Date.now();
    const answer = await call(gateway, CHAT, {
      model: "mock/echo",
      messages: [{ role: "user", content: text }],
      mock: { reply: "ok" },
    });
    expect(`${answer.status} ${answer.text.slice(0, 300)}`).toMatch(/^200 .*"content":"ok"/);
    expect(Date.now() - started).toBeLessThan(10_000);
  });
});

describe("slow clients", () => {
  it("hold nobody else up", { timeout: 30_000 }, async () => {
    const good = rawPost(
      CHAT,
      JSON.stringify({ model: "mock/echo", messages: [{ role: "user", content: "x" }] }),
      AUTH,
    );
    const sockets: Socket[] = [];
    const dribble = setInterval(() => {
      for (const [i, socket] of sockets.entries()) {
        if (socket.destroyed) continue;
        // Half of them send headers, half a body, a byte at a time.
        socket.write(i % 2 === 0 ? "x" : good.subarray(good.length - 200, good.length - 199));
      }
    }, 100);
    try {
      for (let i = 0; i < 300; i += 1) {
        const socket = connect(port, "127.0.0.1");
        socket.on("error", () => undefined);
        socket.write(
          i % 2 === 0
            ? "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nx-slow: "
            : good.subarray(0, good.length - 60),
        );
        sockets.push(socket);
      }
      await sleep(500);
      const times: number[] = [];
      for (let i = 0; i < 40; i += 1) {
        const began = performance.now();
        await expectAlive(gateway);
        times.push(performance.now() - began);
      }
      times.sort((a, b) => a - b);
      process.stdout.write(
        `beside 300 slow clients: median ${times[20]?.toFixed(1)} ms, worst ${times[39]?.toFixed(1)} ms\n`,
      );
      expect(times[20]).toBeLessThan(100);
    } finally {
      clearInterval(dribble);
      for (const socket of sockets) socket.destroy();
    }
  });

  it("whose headers do not end are told so and let go", { timeout: 40_000 }, async () => {
    const { responses, ending } = await raw(port, "GET /livez HTTP/1.1\r\nhost: x\r\nx-slow: ", 32_000);
    expect(responses.map((response) => response.status)).toEqual([408]);
    expect(responses[0]?.reason).toBe("Request Timeout");
    expect(ending).not.toBe("open");
  });

  it("that leave in the middle of a body are logged as such", async () => {
    const id = `left-${Date.now()}`;
    const socket = connect(port, "127.0.0.1");
    socket.write(rawPost(CHAT, "", { ...AUTH, "x-request-id": id, "content-length": "100" }));
    socket.write('{"model":');
    await sleep(200);
    socket.destroy();
    await expect.poll(async () => (await gateway.logs({ requestId: id })).length, { timeout: 5_000 }).toBe(1);
    expect((await gateway.logs({ requestId: id }))[0]).toMatchObject({ status: 499, errorCode: "client_closed" });
  });
});
