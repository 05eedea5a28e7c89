import { invalid } from "./read.ts";

/**
 * Checks that calls and results of a conversation pair up, at the edge: providers answer a broken pair with an error
 * that names neither, some with a 500 (BerriAI/litellm#33678).
 */
export class ToolHistory {
  /** Calls of the current assistant turn that have no result yet: id → path of the call. */
  readonly #open = new Map<string, string>();

  call(id: string, path: string): void {
    if (this.#open.has(id)) throw invalid(path, `repeats the tool call id '${id}'.`);
    this.#open.set(id, path);
  }

  result(id: string, path: string): void {
    if (!this.#open.delete(id)) throw invalid(path, `answers no tool call of the preceding assistant turn: '${id}'.`);
  }

  /** The next assistant turn begins, or the conversation ends: every call must have its result. */
  close(): void {
    for (const [id, path] of this.#open)
      throw invalid(path, `has no tool result: every call of '${id}' must be answered.`);
  }
}
