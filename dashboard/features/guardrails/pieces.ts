/** A stretch of a text, marked or not. */
export interface Piece {
  readonly text: string;
  readonly marked: boolean;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** A text cut where spans begin and end; spans that overlap are one. */
export function markedPieces(text: string, spans: readonly Span[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    const from = Math.max(at, start);
    if (end <= from) continue;
    push(pieces, text.slice(at, from), false);
    push(pieces, text.slice(from, end), true);
    at = end;
  }
  push(pieces, text.slice(at), false);
  return pieces;
}

/** Words, blanks and single signs: what a change is counted in. */
const TOKEN = /[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu;
/** Beyond it a comparison would keep the page waiting. */
const CELLS_MAX = 1_000_000;

/** The text after a change, with what is new in it marked. Where both are too long to compare, nothing is marked. */
export function changedPieces(before: string, after: string): readonly Piece[] {
  const old = before.match(TOKEN) ?? [];
  const now = after.match(TOKEN) ?? [];
  if (old.length * now.length > CELLS_MAX) return [{ text: after, marked: false }];
  const kept = lengths(old, now);
  const pieces: Piece[] = [];
  let at = 0;
  for (const [index, token] of now.entries()) {
    // Skips what is only in the old text.
    while (at < old.length && old[at] !== token && lengthAt(kept, at + 1, index) >= lengthAt(kept, at, index + 1))
      at += 1;
    const isKept = old[at] === token;
    if (isKept) at += 1;
    push(pieces, token, !isKept);
  }
  return pieces;
}

/** The lengths of the longest common parts of what is left of both, by where each begins. */
function lengths(old: readonly string[], now: readonly string[]): readonly Uint16Array[] {
  const rows = Array.from({ length: old.length + 1 }, () => new Uint16Array(now.length + 1));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    const row = rows[i] as Uint16Array;
    for (let j = now.length - 1; j >= 0; j -= 1) {
      row[j] =
        old[i] === now[j] ? lengthAt(rows, i + 1, j + 1) + 1 : Math.max(lengthAt(rows, i + 1, j), row[j + 1] ?? 0);
    }
  }
  return rows;
}

function lengthAt(rows: readonly Uint16Array[], i: number, j: number): number {
  return rows[i]?.[j] ?? 0;
}

function push(pieces: Piece[], text: string, marked: boolean): void {
  if (text === "") return;
  const last = pieces.at(-1);
  if (last?.marked === marked) pieces[pieces.length - 1] = { text: last.text + text, marked };
  else pieces.push({ text, marked });
}
