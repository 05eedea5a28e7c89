import { expect } from "vitest";
import { ADMIN, ANTHROPIC_UPSTREAM_KEY, API_KEY, type Gateway, OPENAI_UPSTREAM_KEY } from "../harness/gateway.ts";

export const SECRETS: readonly string[] = [API_KEY, ADMIN.password, OPENAI_UPSTREAM_KEY, ANTHROPIC_UPSTREAM_KEY];

/** An answer in its parts. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export type ErrorWire = "openai" | "anthropic" | "plain";

/** Endpoints of the LLM wires with a small good request each. */
export const WIRES = [
  { wire: "openai", path: "/v1/chat/completions", extra: {} },
  { wire: "anthropic", path: "/v1/messages", extra: { max_tokens: 64 } },
] as const;

/** One call with the API key unless told otherwise. */
export async function call(
  gateway: Gateway,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
  method = "POST",
): Promise<Answered> {
  const all = { authorization: `Bearer ${gateway.apiKey}`, "content-type": "application/json", ...headers };
  const sent = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
  const response = await fetch(`${gateway.url}${path}`, {
    method,
    headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== "")),
    redirect: "manual",
    ...(sent === undefined ? {} : { body: sent as string }),
    signal: AbortSignal.timeout(20_000),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** The answer is an error of this status and code, in the wire's shape, with an id, a sentence, and no secret. */
export function expectError(answer: Answered, wire: ErrorWire, status: number, code: string): string {
  expect(`${answer.status} ${answer.text}`).toMatch(new RegExp(`^${status} `));
  expectClean(answer);
  const id = answer.headers.get("x-request-id");
  expect(id).toMatch(/^[A-Za-z0-9._:-]{1,128}$/);
  expect(answer.headers.get("content-type")).toBe("application/json");
  const body = JSON.parse(answer.text) as Record<string, unknown>;
  const message =
    wire === "openai"
      ? openai(body, status, code)
      : wire === "anthropic"
        ? anthropic(body, id, code)
        : plain(body, status, code);
  expect(message.length).toBeGreaterThan(15);
  return message;
}

function openai(body: Record<string, unknown>, status: number, code: string): string {
  expect(Object.keys(body).sort()).toEqual(["error", "message", "status"]);
  const error = body["error"] as Record<string, unknown>;
  expect(body["status"]).toBe(status);
  expect(body["message"]).toBe(error["message"]);
  expect(error["code"]).toBe(code);
  expect(typeof error["type"]).toBe("string");
  expect(error).toHaveProperty("param");
  return String(error["message"]);
}

const ANTHROPIC_TYPES = new Set([
  "invalid_request_error",
  "authentication_error",
  "billing_error",
  "permission_error",
  "not_found_error",
  "request_too_large",
  "rate_limit_error",
  "timeout_error",
  "api_error",
  "overloaded_error",
]);

function anthropic(body: Record<string, unknown>, id: string | null, code: string): string {
  expect(body["type"]).toBe("error");
  expect(body["request_id"]).toBe(id);
  const error = body["error"] as Record<string, unknown>;
  expect(ANTHROPIC_TYPES).toContain(error["type"]);
  expect((error["details"] as Record<string, unknown>)["code"]).toBe(code);
  return String(error["message"]);
}

function plain(body: Record<string, unknown>, status: number, code: string): string {
  expect(body).toMatchObject({ error: true, status, code });
  return String(body["message"]);
}

/** No secret of the gateway's in an answer. */
export function expectClean(answer: Answered): void {
  const all = `${answer.text}\n${[...answer.headers].map(([name, value]) => `${name}: ${value}`).join("\n")}`;
  for (const secret of SECRETS) expect(all).not.toContain(secret);
}

/** The first start's own lines, where the key that was given is shown once. */
const WELCOME = /First start\.[\s\S]*?start again[^\n]*/;

/** It still serves, in the same process, and its output names no secret. */
export async function expectAlive(gateway: Gateway): Promise<void> {
  const body = { model: "mock/echo", messages: [{ role: "user", content: "alive?" }] };
  const answer = await call(gateway, "/v1/chat/completions", body);
  expect(`${answer.status} ${answer.text}`).toMatch(/^200 .*"content":"alive\?"/);
  const output = gateway.output().replace(WELCOME, "");
  for (const secret of SECRETS) expect(output).not.toContain(secret);
  expect(output).not.toMatch(/unhandled|nobody noticed|ended in an unexpected error/i);
}
