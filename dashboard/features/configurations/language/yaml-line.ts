/** One line of YAML: where its list marks and its key stand. */
export interface YamlLine {
  /** Columns of the `-` that begin items. */
  readonly dashes: readonly number[];
  /** Null on a line without a key, such as a plain item. */
  readonly key: { readonly name: string; readonly column: number } | null;
  /** Column at which the content after marks and key begins. */
  readonly valueAt: number;
  /** The content, without comment and blanks around it. */
  readonly value: string;
  /** Nothing but blanks and a comment. */
  readonly blank: boolean;
}

const KEY = /^(?:"([^"]*)"|'([^']*)'|([^\s"'#[\]{},&*!|>-][^:#]*?|-[^\s:#][^:#]*?))\s*:(?=\s|$)/;

/** Reads a line for its shape. Lines of texts that go over several lines look like any other here. */
export function readLine(text: string): YamlLine {
  const dashes: number[] = [];
  let at = blanksAt(text, 0);
  while (text[at] === "-" && (at + 1 === text.length || /\s/.test(text[at + 1] ?? ""))) {
    dashes.push(at);
    at = blanksAt(text, at + 1);
  }
  const found = KEY.exec(text.slice(at));
  const name = found?.[1] ?? found?.[2] ?? found?.[3];
  const key = name === undefined ? null : { name, column: at };
  const valueAt = blanksAt(text, at + (found?.[0].length ?? 0));
  const value = withoutComment(text.slice(valueAt));
  return { dashes, key, valueAt, value, blank: dashes.length === 0 && key === null && value === "" };
}

function blanksAt(text: string, from: number): number {
  let at = from;
  while (text[at] === " ") at += 1;
  return at;
}

function withoutComment(text: string): string {
  return text.replace(/(^|\s)#.*$/, "").trim();
}
