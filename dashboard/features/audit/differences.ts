/** One field that a change touched. */
export interface Difference {
  /** Members from the outside in, such as `retention.days`. */
  readonly field: string;
  /** As text; null where there was, or is, nothing. */
  readonly before: string | null;
  readonly after: string | null;
}

type Side = Readonly<Record<string, unknown>> | null | undefined;

/** What an event changed, field by field, in the order in which the event has them. */
export function differencesOf(before: Side, after: Side): readonly Difference[] {
  const old = leavesOf(before);
  const fresh = leavesOf(after);
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .map((field) => ({ field, before: old.get(field) ?? null, after: fresh.get(field) ?? null }))
    .filter((each) => each.before !== each.after);
}

/** The texts at the ends of an object; lists are ends, for their members have no names. */
function leavesOf(side: Side): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>();
  const visit = (value: unknown, path: string): void => {
    if (isObject(value) && Object.keys(value).length > 0) {
      for (const [name, one] of Object.entries(value)) visit(one, path === "" ? name : `${path}.${name}`);
    } else if (path !== "" && value !== null && value !== undefined) {
      leaves.set(path, textOf(value));
    }
  };
  visit(side, "");
  return leaves;
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  const isPlainList = Array.isArray(value) && value.length > 0 && value.every((one) => typeof one !== "object");
  return isPlainList ? (value as readonly unknown[]).join(", ") : JSON.stringify(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
