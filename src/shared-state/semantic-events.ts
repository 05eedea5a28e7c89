import type { SemanticEntry, Space } from "../gateway/caching/semantic/semantic-index.ts";

/** What happened to an entry, as it stands in a log. */
export type SemanticEvent =
  | { readonly kind: "add"; readonly entry: SemanticEntry }
  | { readonly kind: "judge"; readonly id: string; readonly floor: number; readonly falseHits: number }
  | { readonly kind: "remove"; readonly id: string };

/** An event as text. Vectors are base64 of little-endian 32-bit floats. */
export function writeSemanticEvent(event: SemanticEvent): string {
  if (event.kind !== "add") return JSON.stringify(event);
  const { vector, tenant: _tenant, scope: _scope, ...entry } = event.entry;
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [at, number] of vector.entries()) bytes.writeFloatLE(number, at * 4);
  return JSON.stringify({ kind: "add", entry: { ...entry, vector: bytes.toString("base64") } });
}

/** Reads an event; undefined for one that another version wrote in another form. */
export function readSemanticEvent(space: Space, text: string): SemanticEvent | undefined {
  try {
    const event = JSON.parse(text) as Record<string, unknown>;
    if (event["kind"] === "remove" && typeof event["id"] === "string") return { kind: "remove", id: event["id"] };
    const { id, floor, falseHits } = event;
    if (
      event["kind"] === "judge" &&
      typeof id === "string" &&
      typeof floor === "number" &&
      typeof falseHits === "number"
    ) {
      return { kind: "judge", id, floor, falseHits };
    }
    return event["kind"] === "add" ? readEntry(space, event["entry"]) : undefined;
  } catch {
    return undefined;
  }
}

function readEntry({ tenant, scope }: Space, value: unknown): SemanticEvent | undefined {
  const entry = value as Omit<SemanticEntry, "vector" | "tenant" | "scope"> & { readonly vector: string };
  const texts = [entry.id, entry.projectId, entry.model, entry.text, entry.answerKey, entry.vector];
  const numbers = [entry.storedAtMs, entry.expiresAtMs, entry.floor, entry.falseHits];
  if (texts.some((one) => typeof one !== "string") || numbers.some((one) => typeof one !== "number")) return undefined;
  const bytes = Buffer.from(entry.vector, "base64");
  const vector = Float32Array.from({ length: bytes.length >> 2 }, (_, at) => bytes.readFloatLE(at * 4));
  return { kind: "add", entry: { ...entry, tenant, scope, vector } };
}
