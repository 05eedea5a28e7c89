const STEPS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

/** A time to keep something in its largest whole unit: `5 minutes`, `90 seconds`, `1 day`. */
export function keepingTime(seconds: number): string {
  const [unit, size] = STEPS.find(([, each]) => seconds >= each && seconds % each === 0) ?? ["second", 1];
  const number = seconds / size;
  return `${number} ${unit}${number === 1 ? "" : "s"}`;
}
