import type { JsonObject } from "./dialect.ts";
import { type Leaf, leavesOf, leavesOfText } from "./json-leaves.ts";
import { at, isObject } from "./read.ts";
import type { TextKind, TextRole, TextSlot } from "./text-slots.ts";

/** What is said of a text besides where it stands. */
export interface SlotMarks {
  readonly role: TextRole;
  readonly kind: TextKind;
  readonly readonly?: boolean | undefined;
  /** Called when the text was replaced by another: takes away what would repeat the former one. */
  readonly onChange?: (() => void) | undefined;
}

/** Gathers the texts of a body. What has another type than expected, or is empty, is no text. */
export class SlotList {
  readonly slots: TextSlot[] = [];

  /** A member that is a string. */
  member(holder: JsonObject, name: string, path: string, marks: SlotMarks): void {
    const text = holder[name];
    if (typeof text !== "string" || text === "") return;
    const replace = (changed: string): void => {
      holder[name] = changed;
    };
    this.#add({ path: "", text, replace }, at(path, name), marks);
  }

  /** A member that is a string or a list of strings. */
  strings(holder: JsonObject, name: string, path: string, marks: SlotMarks): void {
    const value = holder[name];
    if (!Array.isArray(value)) {
      this.member(holder, name, path, marks);
      return;
    }
    const list = value as unknown as JsonObject;
    for (const [i, item] of value.entries()) {
      if (typeof item === "string") this.#leaves(leavesOf(list, String(i)), `${at(path, name)}[${i}]`, marks);
    }
  }

  /** All strings and long numbers in a member, but not below members that `skip` names. */
  all(holder: JsonObject, name: string, path: string, marks: SlotMarks, skip?: RegExp): void {
    this.#leaves(leavesOf(holder, name, skip), at(path, name), marks);
  }

  /** A member that is JSON as text: each string in it. Other text is one text. */
  json(holder: JsonObject, name: string, path: string, marks: SlotMarks): void {
    const value = holder[name];
    if (typeof value !== "string") {
      this.all(holder, name, path, marks);
      return;
    }
    const lazily = (text: () => string): void => {
      // Joined when it is read: one text may have very many strings, each of them replaced.
      const set = (given: unknown): void => {
        Object.defineProperty(holder, name, { value: given, enumerable: true, configurable: true, writable: true });
      };
      Object.defineProperty(holder, name, { get: text, set, enumerable: true, configurable: true });
    };
    const leaves = leavesOfText(value, lazily);
    if (leaves === undefined) this.member(holder, name, path, marks);
    else this.#leaves(leaves, at(path, name), marks);
  }

  #leaves(leaves: readonly Leaf[], path: string, marks: SlotMarks): void {
    for (const leaf of leaves) this.#add(leaf, path, marks);
  }

  #add(leaf: Leaf, path: string, marks: SlotMarks): void {
    const { role, kind, onChange } = marks;
    const fixed = marks.readonly === true;
    const replace = (text: string): void => {
      if (fixed || text === leaf.text) return;
      leaf.replace(text);
      onChange?.();
    };
    const slot = { path: path + leaf.path, role, kind, text: leaf.text, replace };
    this.slots.push(fixed ? { ...slot, readonly: true } : slot);
  }
}

/** The objects of a list, each with its place; a lone object is a list of one. */
export function objectsOf(value: unknown, path: string): { readonly item: JsonObject; readonly path: string }[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.flatMap((item, i) =>
    isObject(item) ? [{ item, path: Array.isArray(value) ? `${path}[${i}]` : path }] : [],
  );
}

/** Makes `onChange` of a member that repeats a text token by token. */
export function dropping(holder: JsonObject, ...names: readonly string[]): () => void {
  return () => {
    for (const name of names) {
      if (holder[name] === undefined || holder[name] === null) continue;
      if (Array.isArray(holder[name])) holder[name] = [];
      else holder[name] = null;
    }
  };
}
