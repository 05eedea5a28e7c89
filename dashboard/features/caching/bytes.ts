const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;
const STEP = 1_000;

/** A size: whole bytes, then three digits and a unit. */
export function bytes(value: number): string {
  let size = value;
  let unit = 0;
  while (size >= STEP && unit < UNITS.length - 1) {
    size /= STEP;
    unit += 1;
  }
  return `${Number(size.toPrecision(3))} ${UNITS[unit]}`;
}
