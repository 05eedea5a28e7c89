const FORBIDDEN = /[^a-zA-Z0-9_-]/g;

/** A tool id in the characters that the messages wire allows. (Anthropic API reference, tool_use.id.) */
export function safeToolId(id: string): string {
  return id.replace(FORBIDDEN, "_");
}

/**
 * Tool ids of one conversation. Vendors count them anew each turn (`call_0`), while Anthropic refuses a conversation
 * that has an id twice: a repeated id gets a suffix, and a result goes to the latest call of its id.
 */
export class ToolIds {
  readonly #latest = new Map<string, string>();
  readonly #taken = new Set<string>();
  /** The last suffix that an id got. */
  readonly #suffixes = new Map<string, number>();

  ofCall(id: string): string {
    const safe = safeToolId(id);
    let unique = safe;
    for (let n = this.#suffixes.get(safe) ?? 1; this.#taken.has(unique); unique = `${safe}_${n}`) {
      n += 1;
      this.#suffixes.set(safe, n);
    }
    this.#taken.add(unique);
    this.#latest.set(id, unique);
    return unique;
  }

  ofResult(id: string): string {
    return this.#latest.get(id) ?? safeToolId(id);
  }
}
