import { canonicalJson } from "./canonical-json.ts";

/** What an update changed, for an event's `before` and `after`. */
export interface Changes {
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/** The members in which two versions of an object differ; null when they do not. */
export function changesBetween(before: object, after: object): Changes | null {
  const old = new Map<string, unknown>(Object.entries(before));
  const fresh = new Map<string, unknown>(Object.entries(after));
  const names = [...new Set([...old.keys(), ...fresh.keys()])].filter(
    (name) => canonicalJson(old.get(name) ?? null) !== canonicalJson(fresh.get(name) ?? null),
  );
  if (names.length === 0) return null;
  const pick = (from: Map<string, unknown>) => Object.fromEntries(names.map((name) => [name, from.get(name) ?? null]));
  return { before: pick(old), after: pick(fresh) };
}
