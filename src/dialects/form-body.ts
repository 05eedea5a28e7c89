import type { FileContent, FormPart, JsonObject } from "./dialect.ts";

/** A form as a body: files as they are, `name[]` and repeated names as arrays. */
export function bodyOfForm(parts: readonly FormPart[]): JsonObject {
  const body = Object.create(null) as Record<string, unknown>;
  for (const { name, value } of parts) {
    const list = name.endsWith("[]");
    const member = list ? name.slice(0, -2) : name;
    const known = body[member] as string | FileContent | (string | FileContent)[] | undefined;
    if (known === undefined) body[member] = list ? [value] : value;
    else if (Array.isArray(known)) known.push(value);
    else body[member] = [known, value];
  }
  return body;
}
