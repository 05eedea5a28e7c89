import { readFileSync } from "node:fs";

/** A text and the personal data in it. */
export interface LabelledText {
  readonly text: string;
  readonly labels: readonly Label[];
}

export interface Label {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

const MARK = /«(\w+):([^»]*)»/g;

/** Reads `pii-cases.txt`: a text a line, `«type:value»` around what must be found, `\n` for line breaks. */
export function readCases(): LabelledText[] {
  const lines = readFileSync(new URL("./pii-cases.txt", import.meta.url), "utf8")
    .trim()
    .split("\n");
  return lines.map((line) => {
    const source = line.replaceAll("\\n", "\n");
    const labels: Label[] = [];
    let text = "";
    let at = 0;
    for (const match of source.matchAll(MARK)) {
      text += source.slice(at, match.index);
      const value = match[2] ?? "";
      labels.push({ type: match[1] ?? "", start: text.length, end: text.length + value.length });
      text += value;
      at = match.index + match[0].length;
    }
    return { text: text + source.slice(at), labels };
  });
}
