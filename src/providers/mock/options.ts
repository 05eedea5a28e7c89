import type { JsonObject } from "../../dialects/dialect.ts";
import { isObject, parseObject } from "../../dialects/read.ts";

/** What a request to the mock provider may ask for in its member `mock`. All fields are optional. */
export interface MockOptions {
  /** Wait before the answer's headers. */
  readonly latencyMs: number;
  /** Wait before each streamed piece. */
  readonly chunkDelayMs: number;
  /** Answer with this text instead of an echo. */
  readonly reply: string | undefined;
  readonly reasoning: string | undefined;
  readonly toolCalls: readonly { readonly name: string; readonly arguments: string }[];
  /** Refuse with this status. */
  readonly status: number | undefined;
  readonly message: string;
  readonly retryAfterSeconds: number | undefined;
  /** `reset` breaks the connection, `stall` goes silent, `cut` ends the stream early, `error` sends an error event. */
  readonly fault: "reset" | "stall" | "cut" | "error" | undefined;
  /** Pieces sent before the fault. */
  readonly faultAfterChunks: number;
  /** Moderations flag what holds one of these words. */
  readonly flagWords: readonly string[];
}

const FAULTS = new Set(["reset", "stall", "cut", "error"]);
const MAX_DELAY_MS = 600_000;

/** Parameters of configurations of other products, and what they are called here. */
const OTHER_NAMES = [
  ["latency_ms", "latency_ms"],
  ["response_text", "reply"],
] as const;

/** Reads `mock` off a request body; what makes no sense is left out. */
export function readMockOptions(body: JsonObject): MockOptions {
  const given = { ...otherwiseNamed(body), ...givenIn(body["mock"]) };
  const number = (name: string, max: number): number => {
    const value = given[name];
    return typeof value === "number" && value > 0 ? Math.min(value, max) : 0;
  };
  const text = (name: string): string | undefined => {
    const value = given[name];
    return typeof value === "string" ? value : undefined;
  };
  const fault = text("fault");
  const status = number("status", 599);
  return {
    latencyMs: number("latency_ms", MAX_DELAY_MS),
    chunkDelayMs: number("chunk_delay_ms", MAX_DELAY_MS),
    reply: text("reply"),
    reasoning: text("reasoning"),
    toolCalls: Array.isArray(given["tool_calls"]) ? given["tool_calls"].map(readToolCall) : [],
    status: status >= 400 ? status : undefined,
    message: text("message") ?? "This error was asked for.",
    retryAfterSeconds: number("retry_after", MAX_DELAY_MS) || undefined,
    fault: fault !== undefined && FAULTS.has(fault) ? (fault as MockOptions["fault"]) : undefined,
    faultAfterChunks: number("fault_after_chunks", 100_000),
    flagWords: wordsOf(given["flag_words"]),
  };
}

function otherwiseNamed(body: JsonObject): JsonObject {
  return Object.fromEntries(OTHER_NAMES.flatMap(([other, name]) => (other in body ? [[name, body[other]]] : [])));
}

/** In a form the options are JSON text. */
function givenIn(value: unknown): JsonObject {
  const given = typeof value === "string" ? (parseObject(value) ?? {}) : value;
  return isObject(given) ? given : {};
}

function wordsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((word): word is string => typeof word === "string" && word !== "") : [];
}

function readToolCall(value: unknown): { name: string; arguments: string } {
  const call = (typeof value === "object" && value !== null ? value : {}) as JsonObject;
  const { arguments: args = {}, name } = call;
  return {
    name: typeof name === "string" ? name : "tool",
    arguments: typeof args === "string" ? args : JSON.stringify(args),
  };
}
