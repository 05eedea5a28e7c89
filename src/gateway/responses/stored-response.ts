import type { JsonObject } from "../../dialects/dialect.ts";
import { isObject } from "../../dialects/read.ts";
import { fail } from "../../errors/gateway-error.ts";

/** A response that can be continued, with all that led to it. */
export interface StoredResponse {
  /** As its caller got it. */
  readonly response: JsonObject;
  /** All items it was made from, those of responses before it included: so none of them is needed any more. */
  readonly input: readonly unknown[];
  /** Ids of the response's output items, by which clients refer to them. */
  readonly itemIds: readonly string[];
  readonly createdAtMs: number;
}

/**
 * Keeps responses apart by scope (a project's id), until they expire. The same call may come again and changes nothing
 * then. `put` throws `payload_too_large` for what is over {@link MAX_STORED_BYTES}.
 */
export interface ResponseStore {
  put(scope: string, id: string, record: StoredResponse, expiresAtMs: number): Promise<void>;
  get(scope: string, id: string): Promise<StoredResponse | undefined>;
  /** False when there was none. */
  delete(scope: string, id: string): Promise<boolean>;
  /** The responses that hold any of these output items. */
  findByItems(scope: string, itemIds: readonly string[]): Promise<readonly StoredResponse[]>;
}

/** How long a response is kept, as OpenAI does: 30 days. */
export const RESPONSE_TTL_MS = 30 * 24 * 60 * 60 * 1_000;
/** Most items of a conversation that is kept or continued. */
export const MAX_STORED_ITEMS = 5_000;
/** Largest record, as JSON. */
export const MAX_STORED_BYTES = 16 * 1024 * 1024;

/** Whether the caller lets its response be kept: `store` is true unless it says otherwise. */
export function wantsStored(body: JsonObject): boolean {
  return body["store"] !== false;
}

/**
 * The record of an answered request; undefined for one that has more than {@link MAX_STORED_ITEMS} items. `body` is the
 * request with what it refers to put in its place.
 */
export function storedResponse(body: JsonObject, response: JsonObject, nowMs: number): StoredResponse | undefined {
  const input = itemsOf(body["input"]);
  const output = itemsOf(response["output"]);
  if (input.length + output.length > MAX_STORED_ITEMS) return undefined;
  const settings = { previous_response_id: body["previous_response_id"] ?? null, store: true };
  return { response: { ...response, ...settings }, input, itemIds: output.flatMap(idOf), createdAtMs: nowMs };
}

/** Input as items: a string is a message of the user. */
export function itemsOf(input: unknown): readonly unknown[] {
  if (Array.isArray(input)) return input;
  if (typeof input !== "string") return [];
  return [{ type: "message", role: "user", content: [{ type: "input_text", text: input }] }];
}

function idOf(item: unknown): string[] {
  return isObject(item) && typeof item["id"] === "string" && item["id"] !== "" ? [item["id"]] : [];
}

/** A record as JSON text. Throws `payload_too_large`. */
export function textOfRecord(record: StoredResponse): string {
  const text = JSON.stringify(record);
  if (Buffer.byteLength(text) <= MAX_STORED_BYTES) return text;
  throw fail("payload_too_large", {
    message: `The response and its input are larger than ${MAX_STORED_BYTES} bytes and cannot be stored: send 'store: false'.`,
  });
}
