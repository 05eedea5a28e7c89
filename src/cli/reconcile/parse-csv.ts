/**
 * Rows of a CSV text by the names of its first line (RFC 4180: quotes, doubled quotes, line ends within quotes). What a
 * row lacks at its end is empty; empty lines are skipped. A byte order mark is not part of the first name.
 */
export function parseCsv(text: string): readonly Readonly<Record<string, string>>[] {
  const [head = [], ...lines] = cellsOf(text.replace(/^\uFEFF/, ""));
  return lines
    .filter((cells) => cells.length > 1 || cells[0] !== "")
    .map((cells) => Object.fromEntries(head.map((name, index) => [name.trim(), (cells[index] ?? "").trim()])));
}

function cellsOf(text: string): readonly (readonly string[])[] {
  const lines: string[][] = [];
  let line: string[] = [];
  // A cell, quoted or not, and what ends it: a comma, the end of the line or that of the text.
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))[^\S\r\n]*(,|\r?\n|$)/gy;
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const found = cell.exec(text);
    if (found === null)
      throw new Error(`The CSV cannot be read at character ${at + 1}: a quote stands where none may.`);
    line.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? "");
    if (found[3] === ",") {
      if (cell.lastIndex === text.length) line.push("");
      else continue;
    }
    lines.push(line);
    line = [];
  }
  if (line.length > 0) lines.push(line);
  return lines;
}
