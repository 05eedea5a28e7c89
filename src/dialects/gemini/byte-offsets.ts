/** The characters (UTF-16 units) at byte offsets of a text's UTF-8; offsets beyond the text are left out. */
export function charIndexes(text: string, byteOffsets: readonly number[]): Map<number, number> {
  return walk(text, byteOffsets, true);
}

/** The byte offsets in a text's UTF-8 of its characters (UTF-16 units); indexes beyond the text are left out. */
export function byteIndexes(text: string, charOffsets: readonly number[]): Map<number, number> {
  return walk(text, charOffsets, false);
}

/** Goes through the text once, whatever the number of offsets: they are looked up in ascending order. */
function walk(text: string, wanted: readonly number[], fromBytes: boolean): Map<number, number> {
  const found = new Map<number, number>();
  const sorted = [...new Set(wanted)].toSorted((a, b) => a - b);
  let bytes = 0;
  let chars = 0;
  for (const offset of sorted) {
    while (chars < text.length && (fromBytes ? bytes : chars) < offset) {
      const code = text.codePointAt(chars) ?? 0;
      bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      chars += code < 0x10000 ? 1 : 2;
    }
    if ((fromBytes ? bytes : chars) >= offset) found.set(offset, fromBytes ? chars : bytes);
  }
  return found;
}
