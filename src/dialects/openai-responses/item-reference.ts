import type { JsonObject } from "../dialect.ts";

/** True for an item that is only named by its id. Its type may be left out. (OpenAI API reference, item reference.) */
export function isItemReference(item: JsonObject): boolean {
  const { type, role } = item;
  if (type === "item_reference") return true;
  return (type === undefined || type === null) && role === undefined && typeof item["id"] === "string";
}
