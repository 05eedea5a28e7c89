import { afterAll, afterEach, describe, expect, it } from "vitest";
import { startGateway } from "../harness/gateway.ts";
import { call, expectAlive, expectError } from "./expect-error.ts";
import { type RawResponse, raw, rawPost } from "./raw-http.ts";

const gateway = await startGateway();
const { port } = gateway;
afterEach(() => expectAlive(gateway));
afterAll(() => gateway.stop());

const CHAT = "/v1/chat/completions";
const GOOD = JSON.stringify({ model: "mock/echo", messages: [{ role: "user", content: "raw" }] });
const AUTH = { authorization: `Bearer ${gateway.apiKey}` };
const CHUNKED = { ...AUTH, "transfer-encoding": "chunked", "content-length": undefined };

const codeOf = (response: RawResponse | undefined): unknown => {
  const body = JSON.parse(response?.body ?? "{}") as { code?: unknown; error?: { code?: unknown } };
  return body.code ?? body.error?.code;
};

/** What is not HTTP, or could be read in two ways: one refusal, and the connection closes. */
const MALFORMED: ReadonlyArray<readonly [name: string, bytes: string | Buffer, status: number, code: string]> = [
  [
    "length and chunks at once",
    rawPost(CHAT, GOOD, { ...AUTH, "transfer-encoding": "chunked" }),
    400,
    "invalid_request",
  ],
  [
    "two lengths",
    `POST ${CHAT} HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello!`,
    400,
    "invalid_request",
  ],
  ["two lengths in one line", rawPost(CHAT, GOOD, { "content-length": "5, 6" }), 400, "invalid_request"],
  ["a negative length", rawPost(CHAT, GOOD, { "content-length": "-1" }), 400, "invalid_request"],
  ["a signed length", rawPost(CHAT, GOOD, { "content-length": "+9" }), 400, "invalid_request"],
  ["a hexadecimal length", rawPost(CHAT, GOOD, { "content-length": "0x10" }), 400, "invalid_request"],
  ["an endless length", rawPost(CHAT, GOOD, { "content-length": "9".repeat(40) }), 400, "invalid_request"],
  ["a folded header", `POST ${CHAT} HTTP/1.1\r\nhost: x\r\nx-a: 1\r\n folded\r\n\r\n`, 400, "invalid_request"],
  [
    "a space before the colon",
    `POST ${CHAT} HTTP/1.1\r\nhost: x\r\ncontent-length : 5\r\n\r\nhello`,
    400,
    "invalid_request",
  ],
  [
    "a chunk size that is none",
    `${rawPost(CHAT, "", CHUNKED).toString()}ZZ\r\nhello\r\n0\r\n\r\n`,
    400,
    "invalid_request",
  ],
  ["a negative chunk size", `${rawPost(CHAT, "", CHUNKED).toString()}-5\r\nhello\r\n0\r\n\r\n`, 400, "invalid_request"],
  [
    "a chunk without its line end",
    `${rawPost(CHAT, "", CHUNKED).toString()}2\r\nhello\r\n0\r\n\r\n`,
    400,
    "invalid_request",
  ],
  [
    "an unknown transfer coding",
    rawPost(CHAT, GOOD, { ...CHUNKED, "transfer-encoding": "chunked, identity" }),
    400,
    "invalid_request",
  ],
  ["bare line feeds", `POST ${CHAT} HTTP/1.1\nhost: x\n\n`, 400, "invalid_request"],
  ["a zero byte in a header", `GET /livez HTTP/1.1\r\nhost: x\r\nx-a: \0\r\n\r\n`, 400, "invalid_request"],
  ["HTTP/2 without asking", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "invalid_request"],
  ["TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400, "invalid_request"],
  ["a header of 40 kB", rawPost(CHAT, GOOD, { ...AUTH, "x-big": "x".repeat(40_000) }), 431, "headers_too_large"],
  ["a path of 40 kB", `GET /${"p".repeat(40_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, 431, "headers_too_large"],
  [
    "a thousand headers",
    `GET /livez HTTP/1.1\r\n${"x-a: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n".repeat(1_000)}\r\n`,
    431,
    "headers_too_large",
  ],
];

const STATUS_TEXT: Readonly<Record<number, string>> = { 400: "Bad Request", 431: "Request Header Fields Too Large" };

describe("malformed requests", () => {
  it.each(MALFORMED)("%s", async (_name, bytes, status, code) => {
    const { responses, ending } = await raw(port, bytes);
    const [first, ...more] = responses;
    expect(first?.status).toBe(status);
    expect(codeOf(first)).toBe(code);
    expect(first?.headers["connection"]).toBe("close");
    expect(more).toEqual([]);
    expect(ending).not.toBe("open");
  });

  it.each([
    ["broken", "GET / HTTP/9\r\n\r\n", 400],
    ["too large", `GET /${"p".repeat(40_000)} HTTP/1.1\r\n\r\n`, 431],
  ])("get a request id and a status line of their own when %s", async (_name, bytes, status) => {
    const [first] = (await raw(port, bytes)).responses;
    expect(first?.headers["x-request-id"]).toMatch(/^req_/);
    expect(first?.reason).toBe(STATUS_TEXT[status]);
  });

  it("of the management API with a host that is none get a whole answer too", async () => {
    const { responses } = await raw(port, "GET /api/v1/logs HTTP/1.1\r\nhost: [x\r\nconnection: close\r\n\r\n");
    // The host is nobody's business: what is missing is a session.
    expect(responses[0]?.status).toBe(401);
    expect(codeOf(responses[0])).toBe("unauthenticated");
    expect(responses[0]?.headers["x-request-id"]).toBeDefined();
  });
});

describe("requests on one connection", () => {
  it.each([
    ["broken JSON", rawPost(CHAT, "{bad", AUTH), 400, "invalid_json"],
    ["no key", rawPost(CHAT, GOOD), 401, "invalid_api_key"],
    [
      "a wrong content type",
      rawPost(CHAT, GOOD, { ...AUTH, "content-type": "text/plain" }),
      415,
      "unsupported_media_type",
    ],
    ["an unknown path", rawPost("/v1/nothing", GOOD, AUTH), 404, "not_found"],
    ["a wrong method", Buffer.from(`DELETE ${CHAT} HTTP/1.1\r\nhost: x\r\n\r\n`), 405, "method_not_allowed"],
  ])("are answered in order after %s", async (_name, bad, status, code) => {
    const { responses } = await raw(
      port,
      Buffer.concat([bad, rawPost(CHAT, GOOD, AUTH), rawPost(CHAT, GOOD, AUTH)]),
      600,
    );
    expect(responses.map((response) => response.status)).toEqual([status, 200, 200]);
    expect(codeOf(responses[0])).toBe(code);
    expect(responses[2]?.body).toContain('"content":"raw"');
    expect(new Set(responses.map((response) => response.headers["x-request-id"])).size).toBe(3);
  });

  it("never take the unread body of a refused one for the next request", async () => {
    const smuggled = rawPost(CHAT, GOOD, AUTH);
    // The body is announced longer than what comes at once: the refusal goes out before it is read.
    const first = rawPost(CHAT, "", { "content-length": String(smuggled.length + 10) });
    const { responses, ending } = await raw(port, [first, smuggled], 800);
    expect(responses.map((response) => response.status)).toEqual([401]);
    expect(ending).not.toBe("open");
  });

  it("with chunks and extensions are whole", async () => {
    const size = GOOD.length.toString(16);
    const bytes = `${rawPost(CHAT, "", CHUNKED).toString()}${size};name="v"\r\n${GOOD}\r\n0\r\nx-trailer: 1\r\n\r\n`;
    const { responses } = await raw(port, bytes, 600);
    expect(responses[0]?.body).toContain('"content":"raw"');
  });
});

describe("older and odd HTTP", () => {
  it("answers HTTP/1.0 and closes", async () => {
    const { responses, ending } = await raw(port, rawPost(CHAT, GOOD, AUTH).toString().replace("HTTP/1.1", "HTTP/1.0"));
    expect(responses[0]?.body).toContain('"content":"raw"');
    expect(responses[0]?.headers["connection"]).toBe("close");
    expect(ending).toBe("end");
  });

  it("streams to HTTP/1.0 without chunks", async () => {
    const body = JSON.stringify({ model: "mock/echo", stream: true, messages: [{ role: "user", content: "a b" }] });
    const { text } = await raw(port, rawPost(CHAT, body, AUTH).toString().replace("HTTP/1.1", "HTTP/1.0"));
    expect(text).not.toMatch(/transfer-encoding/i);
    expect(text).toMatch(/\r\n\r\ndata: [\s\S]*data: \[DONE\]\n\n$/);
  });

  it("answers HEAD without a body", async () => {
    const { responses, text } = await raw(port, "HEAD / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(responses[0]?.headers["x-request-id"]).toMatch(/^req_/);
    expect(text.split("\r\n\r\n")[1]).toBe("");
  });

  it("ignores an upgrade", async () => {
    const upgrade = "GET /livez HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n";
    expect((await raw(port, upgrade, 500)).responses[0]?.status).toBe(200);
  });

  it("keeps CONNECT from being a proxy", async () => {
    const { responses, ending } = await raw(
      port,
      `CONNECT 127.0.0.1:${port} HTTP/1.1\r\nhost: x\r\n\r\nGET /livez HTTP/1.1\r\n\r\n`,
    );
    expect(responses.map((response) => response.status)).not.toContain(200);
    expect(ending).not.toBe("open");
  });
});

describe("addresses and methods", () => {
  it.each([
    [CHAT, "openai"],
    ["/v1/embeddings", "openai"],
    ["/v1/messages", "anthropic"],
    ["/v1/messages/count_tokens", "anthropic"],
  ] as const)("takes nothing but POST at %s and says so in its wire", async (path, wire) => {
    for (const method of ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      const answer = await call(gateway, path, undefined, {}, method);
      expect(expectError(answer, wire, 405, "method_not_allowed")).toContain("POST");
    }
  });

  it.each([CHAT, "/v1/messages"])("names the method that %s takes", async (path) => {
    expect((await call(gateway, path, undefined, {}, "GET")).headers.get("allow")).toBe("POST");
  });

  it.each(["/v1/models", "/v1/models/mock/echo", "/v1/key", "/v1/receipts/req_1"])(
    "refuses to POST %s",
    async (path) => {
      expectError(await call(gateway, path, {}), "openai", 405, "method_not_allowed");
    },
  );

  it.each(["/", "/livez", "/readyz", "/metrics", "/v1/models", "/v1/models/mock/echo"])(
    "answers HEAD %s",
    async (path) => {
      expect((await call(gateway, path, undefined, {}, "HEAD")).status).toBe(200);
    },
  );

  it.each([
    ["POST", "/v1/nothing", "openai"],
    ["GET", "/v1/", "openai"],
    ["POST", "/v1/chat/completions/", "openai"],
    ["POST", "/v1/messages/nothing", "anthropic"],
    ["GET", "/nothing", "plain"],
    ["POST", "/", "plain"],
    ["GET", "/api/v1/nothing", "plain"],
    ["GET", "/api/v2/logs", "plain"],
    ["GET", "/..%2f..%2fetc/passwd", "plain"],
  ] as const)("finds nothing at %s %s", async (method, path, wire) => {
    const answer = await call(gateway, path, method === "POST" ? {} : undefined, {}, method);
    expectError(answer, wire, 404, "not_found");
  });

  it("refuses a path that is no percent-encoding", async () => {
    expectError(await call(gateway, "/v1/models/%E0%A4%A", undefined, {}, "GET"), "openai", 400, "invalid_request");
  });
});
