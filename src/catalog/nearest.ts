/** Longer names are cut before comparing, so a hostile name costs no more than a long honest one. */
const MAX_LENGTH = 64;

interface Candidate {
  readonly name: string;
  readonly lower: string;
  readonly letters: number;
}

/** Names prepared for {@link nearestNames}. */
export type NameTable = readonly Candidate[];

/** Prepares a list of names once, so that each question compares few of them. */
export function nameTable(names: Iterable<string>): NameTable {
  return [...new Set(names)].map((name) => {
    const lower = name.toLowerCase().slice(0, MAX_LENGTH);
    return { name, lower, letters: letterMask(lower) };
  });
}

/**
 * Known names most like one that is not known, best first: by edits (insert, delete, replace, swap of neighbours), at
 * most a third of the name's length; a name that continues the asked one counts as one edit.
 */
export function nearestNames(table: NameTable, asked: string, limit: number): string[] {
  const wanted = asked.toLowerCase().slice(0, MAX_LENGTH);
  if (wanted === "" || limit <= 0) return [];
  const letters = letterMask(wanted);
  const maxEdits = Math.max(2, Math.floor(wanted.length / 3));
  const found: { name: string; edits: number }[] = [];
  for (const { name, lower, letters: own } of table) {
    const continues = wanted.length >= 3 && lower.startsWith(wanted);
    // One edit changes at most two letters of the set, so most names are ruled out without comparing.
    if (!continues && (Math.abs(lower.length - wanted.length) > maxEdits || bits(own ^ letters) > 2 * maxEdits))
      continue;
    const edits = continues ? Math.min(1, lower.length - wanted.length) : editDistance(wanted, lower);
    if (edits <= maxEdits) found.push({ name, edits });
  }
  found.sort((a, b) => a.edits - b.edits || a.name.length - b.name.length || (a.name < b.name ? -1 : 1));
  return found.slice(0, limit).map((hit) => hit.name);
}

/** Optimal string alignment distance of two short strings. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a.charCodeAt(row - 1) === b.charCodeAt(column - 1);
      let edits = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (same ? 0 : 1));
      const swapped =
        row > 1 &&
        column > 1 &&
        a.charCodeAt(row - 1) === b.charCodeAt(column - 2) &&
        a.charCodeAt(row - 2) === b.charCodeAt(column - 1);
      if (swapped) edits = Math.min(edits, at(beforeLast, column - 2) + 1);
      current.push(edits);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}

/** Which of 32 classes of characters occur. */
function letterMask(text: string): number {
  let mask = 0;
  for (let index = 0; index < text.length; index += 1) mask |= 1 << (text.charCodeAt(index) & 31);
  return mask;
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask >>> 0; rest !== 0; rest = (rest & (rest - 1)) >>> 0) count += 1;
  return count;
}
