import type { AnswerMeta } from "../dialect.ts";
import type { CallKind } from "./item-writers.ts";
import { type CallerName, namesOfNamespaces } from "./namespaces.ts";

/** How the caller of one answer spells its tools. */
export class CallerTools {
  readonly #namespaced: ReadonlyMap<string, CallerName>;
  readonly #custom: ReadonlySet<string>;

  constructor({ body, request }: AnswerMeta) {
    this.#namespaced = namesOfNamespaces(body["tools"]);
    this.#custom = new Set(request?.tools?.filter((tool) => tool.custom !== undefined).map((tool) => tool.name));
  }

  nameOf(name: string): CallerName {
    return this.#namespaced.get(name) ?? { name };
  }

  /** A tool that the caller made for free text is called so, also by models that know JSON alone. */
  kindOf(name: string, custom: boolean | undefined): CallKind {
    if (custom === true) return "custom";
    return this.#custom.has(name) ? "unwrapped" : "function";
  }
}
