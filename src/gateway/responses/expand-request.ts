import type { JsonObject } from "../../dialects/dialect.ts";
import { isItemReference } from "../../dialects/openai-responses/item-reference.ts";
import { invalid, isObject } from "../../dialects/read.ts";
import { fail } from "../../errors/gateway-error.ts";
import { itemsOf, MAX_STORED_ITEMS, type ResponseStore, type StoredResponse } from "./stored-response.ts";

const PREVIOUS = "previous_response_id";

/**
 * A request with everything it refers to put in its place: the response before it and items of stored responses. Then
 * it can go to any provider. Undefined when it refers to nothing, which costs one look at each item. Throws
 * `invalid_parameters` for what is not stored in this scope and for a conversation with too many items.
 */
export async function expandRequest(
  body: JsonObject,
  scope: string,
  store: ResponseStore,
): Promise<JsonObject | undefined> {
  const wanted = referencesIn(body["input"]);
  const previousId = body[PREVIOUS];
  const continues = previousId !== undefined && previousId !== null;
  if (!continues && wanted.length === 0) return undefined;
  const expanded = wanted.length === 0 ? body : withItems(body, await store.findByItems(scope, wanted));
  if (!continues) return expanded;
  if (typeof previousId !== "string" || previousId === "") throw invalid(PREVIOUS, "must be a non-empty string.");
  const stored = await store.get(scope, previousId);
  if (stored === undefined) throw unknownResponse(previousId);
  return expandPrevious(expanded, stored);
}

/**
 * The body continuing a stored response: its input, its output, then what is new. Neither instructions nor tools are
 * taken over. (OpenAI API reference, `previous_response_id`.)
 */
export function expandPrevious(body: JsonObject, stored: StoredResponse): JsonObject {
  const input = [...stored.input, ...itemsOf(stored.response["output"]), ...itemsOf(body["input"])];
  if (input.length <= MAX_STORED_ITEMS) return { ...body, input };
  throw invalid(
    PREVIOUS,
    `continues a conversation that has more than ${MAX_STORED_ITEMS} items by now: begin a new one with a summary of it.`,
  );
}

/** OpenAI's own code for it, which clients know. */
function unknownResponse(id: string): Error {
  return fail("invalid_parameters", {
    param: PREVIOUS,
    message: `Previous response with id '${id.slice(0, 128)}' not found. It may have expired, or was not stored: send the whole conversation in 'input'.`,
    upstreamCode: "previous_response_not_found",
  });
}

function referencesIn(input: unknown): readonly string[] {
  if (!Array.isArray(input)) return [];
  const ids = new Set<string>();
  for (const item of input) if (isObject(item) && isItemReference(item)) ids.add(String(item["id"]));
  return [...ids];
}

function withItems(body: JsonObject, records: readonly StoredResponse[]): JsonObject {
  const byId = new Map<unknown, unknown>();
  for (const { response } of records) {
    for (const item of itemsOf(response["output"])) if (isObject(item)) byId.set(item["id"], item);
  }
  const input = itemsOf(body["input"]).map((item, i) => {
    if (!isObject(item) || !isItemReference(item)) return item;
    const found = byId.get(item["id"]);
    if (found !== undefined) return found;
    const id = String(item["id"]).slice(0, 128);
    throw invalid(
      `input[${i}]`,
      `refers to the item '${id}', which is not stored or has expired: send the item itself.`,
    );
  });
  return { ...body, input };
}
