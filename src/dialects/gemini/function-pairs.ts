import { invalid } from "../read.ts";
import { ToolHistory } from "../tool-history.ts";

/** Calls of one function that may be open, in order; those before `next` are answered. */
interface Queue {
  readonly ids: string[];
  next: number;
}

/**
 * Pairs the results of a conversation with its calls. Ids are optional on this wire: a result without one belongs to
 * the earliest open call of its function. (Gemini API documentation, function calling.)
 */
export class FunctionPairs {
  readonly #history = new ToolHistory();
  /** Calls of the present turn that have no result yet. */
  readonly #open = new Set<string>();
  readonly #byName = new Map<string, Queue>();

  /** Notes a call; `mintedId` names it where the caller gave no id. */
  call(given: string | undefined, name: string, mintedId: string, path: string): string {
    const id = given ?? mintedId;
    this.#history.call(id, path);
    this.#open.add(id);
    const queue = this.#byName.get(name);
    if (queue === undefined) this.#byName.set(name, { ids: [id], next: 0 });
    else queue.ids.push(id);
    return id;
  }

  /** The id of the call that a result answers. */
  result(given: string | undefined, name: string, path: string): string {
    const id = given !== undefined && this.#open.has(given) ? given : this.#earliest(name);
    if (id === undefined) throw invalid(path, `answers no function call of the preceding model turn: '${name}'.`);
    this.#open.delete(id);
    this.#history.result(id, path);
    return id;
  }

  /** The next model turn begins, or the conversation ends: every call must have its result. */
  close(): void {
    this.#history.close();
    this.#byName.clear();
  }

  #earliest(name: string): string | undefined {
    const queue = this.#byName.get(name);
    for (; queue !== undefined && queue.next < queue.ids.length; queue.next += 1) {
      const id = queue.ids[queue.next];
      if (id !== undefined && this.#open.has(id)) return id;
    }
    return undefined;
  }
}
