import type { JsonObject } from "../../dialects/dialect.ts";
import { invalid, isObject } from "../../dialects/read.ts";
import type { StoredResponse } from "./stored-response.ts";

const LIMIT = 20;
const MAX_LIMIT = 100;

/** A page of a response's input items, newest first unless `order=asc`. (OpenAI API reference, list input items.) */
export function inputItemsPage({ input, response }: StoredResponse, query: URLSearchParams): JsonObject {
  const responseId = String(response["id"]).replace(/^resp_/, "");
  const items = input.flatMap((item, i) => (isObject(item) ? [listed(item, `${responseId}_in_${i}`)] : []));
  if (orderOf(query) === "desc") items.reverse();
  const after = query.get("after");
  const from = after === null ? 0 : items.findIndex((item) => item["id"] === after) + 1;
  if (after !== null && from === 0)
    throw invalid("after", `names no input item of this response: '${after.slice(0, 128)}'.`);
  const limit = limitOf(query);
  const data = items.slice(from, from + limit);
  return {
    object: "list",
    data,
    first_id: data[0]?.["id"] ?? null,
    last_id: data.at(-1)?.["id"] ?? null,
    has_more: items.length > from + limit,
  };
}

function orderOf(query: URLSearchParams): "asc" | "desc" {
  const order = query.get("order") ?? "desc";
  if (order !== "asc" && order !== "desc") throw invalid("order", "must be 'asc' or 'desc'.");
  return order;
}

function limitOf(query: URLSearchParams): number {
  const limit = Number(query.get("limit") ?? LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) throw invalid("limit", `must be 1 to ${MAX_LIMIT}.`);
  return limit;
}

/** An item as lists show it: messages in their long form, and each with an id, also where its caller gave none. */
function listed(item: JsonObject, id: string): JsonObject {
  const type = item["type"] ?? "message";
  const named = { id: `${type === "message" ? "msg" : "item"}_${id}`, type, ...withoutNulls(item) };
  const { content, role } = item;
  if (type !== "message" || typeof content !== "string") return named;
  return { ...named, content: [{ type: role === "assistant" ? "output_text" : "input_text", text: content }] };
}

function withoutNulls({ id, ...rest }: JsonObject): JsonObject {
  return typeof id === "string" && id !== "" ? { ...rest, id } : rest;
}
