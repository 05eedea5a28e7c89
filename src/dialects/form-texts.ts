import type { FormPart, JsonObject } from "./dialect.ts";

/**
 * The parts of a form with the texts that its body has now: see `bodyOfForm`. Files stay, and so does what the body
 * does not hold. For requests that are relayed as the form they came in, after texts were replaced in the body.
 */
export function formOfBody(parts: readonly FormPart[], body: JsonObject): FormPart[] {
  const seen = new Map<string, number>();
  return parts.map((part) => {
    const name = part.name.endsWith("[]") ? part.name.slice(0, -2) : part.name;
    const place = seen.get(name) ?? 0;
    seen.set(name, place + 1);
    const member: unknown = body[name];
    const value: unknown = Array.isArray(member) ? member[place] : member;
    return typeof part.value === "string" && typeof value === "string" ? { name: part.name, value } : part;
  });
}
