import type { JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";

/** The error that an answer or a frame hides under status 200, in the shapes seen (OpenRouter, vLLM, proxies). */
export function failureIn(json: JsonObject, choice: unknown, event: string | undefined): JsonObject | undefined {
  const { error } = json;
  if (isObject(error) || (typeof error === "string" && error !== "")) return json;
  if (json["object"] === "error" || event === "error") return json;
  return isObject(choice) && isObject(choice["error"]) ? { error: choice["error"] } : undefined;
}
