const UNITS = 65_536;
let table: Uint16Array | undefined;

/** A text in one case; every character keeps its place, so that a match in one is a match in the other. */
export function foldCase(text: string): string {
  // Lower case of ASCII alone never depends on what stands around it.
  if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase();
  table ??= makeTable();
  const folds = table;
  const units = new Uint16Array(text.length);
  for (let at = 0; at < text.length; at += 1) units[at] = folds[text.charCodeAt(at)] ?? 0;
  return Buffer.from(units.buffer).toString("utf16le");
}

/** Simple case folding: by way of capitals, so that forms such as final sigma fall together too. */
function makeTable(): Uint16Array {
  const folds = new Uint16Array(UNITS);
  for (let code = 0; code < UNITS; code += 1) {
    const char = String.fromCharCode(code);
    const upper = char.toUpperCase();
    const lower = (upper.length === 1 ? upper : char).toLowerCase();
    folds[code] = lower.length === 1 ? lower.charCodeAt(0) : code;
  }
  return folds;
}
