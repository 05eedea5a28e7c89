import type { JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";

/** Deeper paths are not followed: JSON that deep is refused elsewhere too. */
const MAX_STEPS = 256;

/** One step of a path: a member (`.a`, `['a']`), an element (`[0]`), or the end of an array (`[]`). (RFC 9535.) */
const STEP = /\.([^.[\]]+)|\[(\d+)\]|\[(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\]|(\[\])$/y;

type Container = Map<string, Node> | Node[];
type Node = Container | StreamedString | number | boolean | null;

/** A string that comes in pieces. */
class StreamedString {
  readonly pieces: string[] = [];

  toJSON(): string {
    return this.pieces.join("");
  }
}

/**
 * Puts the arguments of a call together that come leaf by leaf, each with the path where it belongs; strings may come in
 * pieces. (Vertex AI API reference, PartialArg.) What does not fit is left out.
 */
export class PartialArguments {
  readonly #root = new Map<string, Node>();

  /** Takes the entries of one `partialArgs`; true when none of them will continue. */
  push(entries: readonly unknown[]): boolean {
    let settled = true;
    for (const entry of entries) {
      if (!isObject(entry)) continue;
      if (entry["willContinue"] === true) settled = false;
      const path = typeof entry["jsonPath"] === "string" ? stepsOf(entry["jsonPath"]) : undefined;
      if (path !== undefined) this.#set(path.steps, entryValue(entry, path.endsArray));
    }
    return settled;
  }

  /** The arguments as JSON text. */
  text(): string {
    return JSON.stringify(this.#root, (_name, value: unknown) => (value instanceof Map ? objectOf(value) : value));
  }

  #set(steps: readonly (string | number)[], value: Node | undefined): void {
    let container: Container = this.#root;
    for (const [i, step] of steps.entries()) {
      const next = steps[i + 1];
      if (next === undefined) {
        putLeaf(container, step, value);
        return;
      }
      const found = childOf(container, step);
      const child: Node | undefined = found ?? (typeof next === "number" ? [] : new Map<string, Node>());
      if (!(child instanceof Map) && !Array.isArray(child)) return;
      if (found === undefined && !put(container, step, child)) return;
      container = child;
    }
  }
}

function putLeaf(container: Container, step: string | number, value: Node | undefined): void {
  const found = childOf(container, step);
  if (found instanceof StreamedString && value instanceof StreamedString) found.pieces.push(...value.pieces);
  // An entry without a value ends what is there already.
  else if (value !== undefined && (found === undefined || !isContainer(value))) put(container, step, value);
}

function isContainer(node: Node): node is Container {
  return node instanceof Map || Array.isArray(node);
}

function childOf(container: Container, step: string | number): Node | undefined {
  if (Array.isArray(container)) return typeof step === "number" ? container[step] : undefined;
  return container.get(String(step));
}

/** Elements come in order: one beyond the next would make an array of any length out of a few bytes. */
function put(container: Container, step: string | number, node: Node): boolean {
  if (!Array.isArray(container)) container.set(String(step), node);
  else if (typeof step !== "number" || step > container.length) return false;
  else container[step] = node;
  return true;
}

function stepsOf(jsonPath: string): { steps: (string | number)[]; endsArray: boolean } | undefined {
  if (!jsonPath.startsWith("$")) return undefined;
  const steps: (string | number)[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < jsonPath.length) {
    const match = STEP.exec(jsonPath);
    if (match === null || steps.length >= MAX_STEPS) return undefined;
    const [, member, element, single, double, end] = match;
    if (end !== undefined) return steps.length === 0 ? undefined : { steps, endsArray: true };
    if (element !== undefined) steps.push(Number(element));
    else steps.push(member ?? (single ?? double ?? "").replace(/\\(.)/g, "$1"));
  }
  return steps.length === 0 ? undefined : { steps, endsArray: false };
}

/** The value of an entry; without one, an empty container: it has no leaves that could come. */
function entryValue(entry: JsonObject, endsArray: boolean): Node | undefined {
  const { stringValue, numberValue, boolValue } = entry;
  if (typeof stringValue === "string") {
    const text = new StreamedString();
    text.pieces.push(stringValue);
    return text;
  }
  if (typeof numberValue === "number" || typeof boolValue === "boolean") return (numberValue ?? boolValue) as Node;
  if (entry["nullValue"] !== undefined) return null;
  if (entry["willContinue"] === true) return undefined;
  return endsArray ? [] : new Map<string, Node>();
}

function objectOf(map: ReadonlyMap<unknown, unknown>): object {
  return Object.fromEntries(map as ReadonlyMap<string, unknown>);
}
