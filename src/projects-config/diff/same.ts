/** Whether two plain values are equal; the order of members does not matter, that of lists does. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => same(item, b[index]));
  const left = given(a);
  const right = given(b);
  return left.size === right.size && [...left].every(([name, item]) => right.has(name) && same(item, right.get(name)));
}

function given(record: object): Map<string, unknown> {
  return new Map(Object.entries(record).filter(([, item]) => item !== undefined));
}
