import { Lexer } from "yaml";

const BYTES_MAX = 1_048_576;
/** Each costs time in the parser; a text of ordinary lines has some eight a line. */
const TOKENS_MAX = 200_000;
const FLOW_DEPTH_MAX = 64;
/** `- - - -` and `? ? ? ?` nest without brackets. */
const COMPACT_MAX = 64;

export interface Refused {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Why a text is not read at all, before the parser spends seconds on it; undefined when it is. */
export function tooLarge(text: string): Refused | undefined {
  if (text.length > BYTES_MAX || Buffer.byteLength(text) > BYTES_MAX) {
    return { line: 1, column: 1, message: "is larger than 1 MB: split it into several projects" };
  }
  const scan = { tokens: 0, depth: 0, compact: 0, line: 1, lineStart: 0, at: 0 };
  for (const token of new Lexer().lex(text)) {
    scan.tokens += 1;
    if (token === "{" || token === "[") scan.depth += 1;
    else if (token === "}" || token === "]") scan.depth -= 1;
    if (token === "-" || token === "?") scan.compact += 1;
    const message = refusalOf(scan);
    if (message !== undefined) return { line: scan.line, column: scan.at - scan.lineStart + 1, message };
    scan.at += MARKS.has(token) ? 0 : token.length;
    const newline = token.lastIndexOf("\n");
    if (newline >= 0) {
      scan.compact = 0;
      scan.line += countOf(token, "\n");
      scan.lineStart = scan.at - (token.length - newline - 1);
    }
  }
  return undefined;
}

/** What the lexer adds to a text: byte order mark aside, marks of documents, of flow ends and of scalars. */
const MARKS = new Set(["\x02", "\x18", "\x1f"]);

function refusalOf(scan: {
  readonly tokens: number;
  readonly depth: number;
  readonly compact: number;
}): string | undefined {
  if (scan.tokens > TOKENS_MAX) return `has more than ${TOKENS_MAX} parts: split it into several projects`;
  if (scan.depth > FLOW_DEPTH_MAX || scan.compact > COMPACT_MAX) return "is nested too deep";
  return undefined;
}

function countOf(text: string, mark: string): number {
  let count = 0;
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) count += 1;
  return count;
}
