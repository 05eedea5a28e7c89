import { type CheckInput, type Part, partAt, partsOf } from "./part.ts";

interface Range {
  readonly part: Part;
  readonly member: "gte" | "lte" | "between";
  readonly from: number;
  readonly to: number;
}

/**
 * A `between` must not overlap anything. Several `gte` may, as the highest that is reached holds, and several `lte`, as
 * the lowest does; the same number twice may not.
 */
export function checkTokenRanges(routing: Part, note: CheckInput["note"]): void {
  const seen: Range[] = [];
  for (const entry of partsOf(routing, "output_mapping")) {
    const conditions = partAt(entry, "conditions");
    const range = conditions && rangeOf(conditions);
    if (range === undefined) continue;
    const other = seen.find((one) => clash(one, range));
    if (other !== undefined) {
      const message = `overlaps ${textOf(other)} above`;
      note({ path: [...range.part.path, range.member], message });
    }
    seen.push(range);
  }
}

function clash(one: Range, other: Range): boolean {
  if (one.member !== "between" && other.member !== "between") {
    return one.member === other.member && one.from === other.from && one.to === other.to;
  }
  return one.from <= other.to && other.from <= one.to;
}

function rangeOf(part: Part): Range | undefined {
  const { gte, lte, between } = part.members;
  if (typeof gte === "number") return { part, member: "gte", from: gte, to: Number.POSITIVE_INFINITY };
  if (typeof lte === "number") return { part, member: "lte", from: 0, to: lte };
  const [from, to] = Array.isArray(between) ? between : [];
  return typeof from === "number" && typeof to === "number" ? { part, member: "between", from, to } : undefined;
}

function textOf({ member, from, to }: Range): string {
  if (member === "gte") return `gte ${from}`;
  return member === "lte" ? `lte ${to}` : `between ${from} and ${to}`;
}
