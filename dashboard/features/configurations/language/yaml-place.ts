import { readLine, type YamlLine } from "./yaml-line.ts";

/** The scalars of a record by name, as far as they are known around a place. */
export type Siblings = Readonly<Record<string, string>>;

/** From a record or list to what is in it: a member's name, or an item. */
export interface Step {
  /** Null for an item of a list. */
  readonly name: string | null;
  /** What else is in the record that the member belongs to; empty for items. */
  readonly siblings: Siblings;
}

/** Where the cursor is. */
export interface Place {
  /** From the whole text to the record or value that the cursor is in. */
  readonly path: readonly Step[];
  /** `key`: the name of a member is written, `value`: a value. */
  readonly kind: "key" | "value";
  /** Names that the record at the cursor has already, with their values; for `key`. */
  readonly members: Siblings;
  /** Column at which what is being written begins. */
  readonly from: number;
}

/**
 * Where a place of a text is, by its indentation: so it is known while the text around is half written, when no parser
 * could tell. Null inside of comments and of texts that go over several lines.
 */
export function placeAt(lines: readonly string[], row: number, column: number): Place | null {
  const text = (lines[row] ?? "").slice(0, column);
  if (/(^|\s)#/.test(text)) return null;
  const own = readLine(text);
  const read = lines.map((line, index) => (index === row ? own : readLine(line)));
  const start = own.blank ? column : (own.key?.column ?? own.valueAt);
  const outer = outerOf(read, row, start);
  if (outer === null) return null;
  const around = siblingsOf(read, row, start);
  if (own.key === null) {
    const inside = inBrackets(own.value, own.valueAt, column);
    if (inside !== null) return { ...inside, path: [...outer, ...inside.path] };
    return { path: outer, kind: "key", members: around, from: Math.min(own.valueAt, column) };
  }
  const path = [...outer, { name: own.key.name, siblings: around }];
  // Right after the colon there is still no value.
  if (/:$/.test(text)) return null;
  const inside = inBrackets(text.slice(own.valueAt), own.valueAt, column);
  if (inside !== null) return { ...inside, path: [...path, ...inside.path] };
  return { path, kind: "value", members: {}, from: Math.min(own.valueAt, column) };
}

/** The steps to the record in which a line's content at a column stands; null in a text of several lines. */
function outerOf(lines: readonly YamlLine[], row: number, start: number): Step[] | null {
  const steps: Step[] = [];
  let column = start;
  // A list may stand at the column of the name that it belongs to.
  let isItem = false;
  for (let index = row; index >= 0 && (column > 0 || isItem); index -= 1) {
    const line = lines[index];
    if (line === undefined || line.blank) continue;
    const { key, dashes, value } = line;
    if (index < row && key !== null && (key.column < column || (isItem && key.column === column))) {
      if (/^[|>][+-]?\d?$/.test(value)) return null;
      steps.unshift({ name: key.name, siblings: siblingsOf(lines, index, key.column) });
      column = key.column;
      isItem = false;
    }
    for (const dash of dashes.toReversed()) {
      if (dash >= column) continue;
      steps.unshift({ name: null, siblings: {} });
      column = dash;
      isItem = true;
    }
  }
  return steps;
}

/** The members of the record that has a member at this column of this line, without the line's own. */
function siblingsOf(lines: readonly YamlLine[], row: number, column: number): Siblings {
  const found: Record<string, string> = {};
  const take = (line: YamlLine | undefined): void => {
    if (line?.key?.column === column) found[line.key.name] = line.value;
  };
  const own = lines[row]?.dashes.at(-1);
  if (own === undefined || own >= column) {
    for (let index = row - 1; index >= 0; index -= 1) {
      const line = lines[index];
      if (line === undefined || line.blank) continue;
      if (startOf(line) < column) {
        // The first member of an item stands beside its mark.
        if (line.dashes.length > 0) take(line);
        break;
      }
      take(line);
    }
  }
  for (let index = row + 1; index < lines.length; index += 1) {
    const line = lines[index];
    if (line === undefined || line.blank) continue;
    if (startOf(line) < column) break;
    take(line);
  }
  return found;
}

function startOf(line: YamlLine): number {
  return line.dashes[0] ?? line.key?.column ?? line.valueAt;
}

/** A place in `[…]` or `{…}` on one line, seen from the value that it belongs to; null outside of them. */
function inBrackets(value: string, valueAt: number, column: number): Place | null {
  const text = value.slice(0, Math.max(0, column - valueAt));
  const opened: { readonly bracket: string; readonly at: number }[] = [];
  for (const [at, letter] of [...text].entries()) {
    if (letter === "[" || letter === "{") opened.push({ bracket: letter, at });
    else if (letter === "]" || letter === "}") opened.pop();
  }
  const inner = opened.at(-1);
  if (inner === undefined) return null;
  const parts = text.slice(inner.at + 1).split(",");
  const last = parts.at(-1) ?? "";
  const steps = opened.flatMap(({ bracket, at }, index) => {
    const next = opened[index + 1];
    return stepInto(bracket, next === undefined ? "" : text.slice(at + 1, next.at));
  });
  const from = column - last.trimStart().length;
  if (inner.bracket === "[") return { path: steps, kind: "value", members: {}, from };
  const siblings = Object.fromEntries(parts.slice(0, -1).flatMap(pairOf));
  const [pair] = pairOf(last);
  if (pair === undefined) return { path: steps, kind: "key", members: siblings, from };
  const path = [...steps, { name: pair[0], siblings }];
  return { path, kind: "value", members: {}, from: column - pair[1].length };
}

/** What a bracket leads to: an item, or for braces the member whose value opens the next one. */
function stepInto(bracket: string, content: string): Step[] {
  if (bracket === "[") return [{ name: null, siblings: {} }];
  const name = /([\w.-]+)\s*:\s*$/.exec(content)?.[1];
  return name === undefined ? [] : [{ name, siblings: {} }];
}

function pairOf(text: string): (readonly [string, string])[] {
  const found = /^\s*["']?([\w.-]+)["']?\s*:\s+(.*)$/.exec(text);
  return found === null ? [] : [[found[1] ?? "", (found[2] ?? "").trim()]];
}
