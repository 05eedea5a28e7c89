/** Where commands write: data to one place, all else to the other. */
export interface Output {
  /** `--json`: data as JSON instead of lines for people. */
  readonly json: boolean;
  data(text: string): void;
  note(text: string): void;
}

/** Shows a list: a table, or the whole as JSON. */
export function showList<Row extends object>(
  output: Output,
  all: object,
  rows: readonly Row[],
  columns: Readonly<Record<string, (row: Row) => unknown>>,
): void {
  if (output.json) {
    output.data(JSON.stringify(all));
    return;
  }
  const names = Object.keys(columns);
  const cells = rows.map((row) => Object.values(columns).map((read) => plain(read(row))));
  const widths = names.map((name, index) => Math.max(name.length, ...cells.map((line) => line[index]?.length ?? 0)));
  const lineOf = (line: readonly string[]): string =>
    line
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join("  ")
      .trimEnd();
  output.data([lineOf(names), ...cells.map(lineOf)].join("\n"));
}

/** Shows one thing: `name: value` lines, or JSON. */
export function showOne(output: Output, value: object): void {
  if (output.json) output.data(JSON.stringify(value));
  else output.data(linesOf(value, "").join("\n"));
}

function linesOf(value: object, prefix: string): string[] {
  return Object.entries(value).flatMap(([name, one]) => {
    const isObject = typeof one === "object" && one !== null && !Array.isArray(one);
    return isObject ? linesOf(one as object, `${prefix}${name}.`) : [`${prefix}${name}: ${plain(one)}`];
  });
}

/** Without control characters: names are strangers' texts, and a terminal obeys them. */
export function plain(value: unknown): string {
  const text = value === null || value === undefined ? "-" : typeof value === "string" ? value : JSON.stringify(value);
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, " ");
}
