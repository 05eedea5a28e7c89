import { nearestName } from "../../nearest.ts";
import { type ConfigPath, type Finding, shown } from "../config-error.ts";

/** A record of a configuration that may be wrong in other ways, and where it stands. */
export interface Part {
  readonly path: ConfigPath;
  readonly members: Readonly<Record<string, unknown>>;
}

/** A text and where it stands. */
export interface Named {
  readonly path: ConfigPath;
  readonly name: string;
}

/** What checks of references are given: a tree as it was written, whatever its schema says of it. */
export interface CheckInput {
  readonly root: Part;
  readonly note: (finding: Finding) => void;
  readonly warn: (finding: Finding) => void;
}

/** A record inside a part; undefined when there is none. */
export function partAt({ path, members }: Part, name: string): Part | undefined {
  return asPart(Object.hasOwn(members, name) ? members[name] : undefined, [...path, name]);
}

/** The records of a list inside a part. */
export function partsOf({ path, members }: Part, name: string): Part[] {
  const list = members[name];
  return Array.isArray(list) ? list.flatMap((item, index) => asPart(item, [...path, name, index]) ?? []) : [];
}

/** The records of a map inside a part. */
export function entriesOf(part: Part, name: string): Part[] {
  const map = partAt(part, name);
  return map === undefined ? [] : Object.keys(map.members).flatMap((key) => partAt(map, key) ?? []);
}

/** A text inside a part; undefined when there is none. */
export function nameAt({ path, members }: Part, name: string): Named | undefined {
  const text = members[name];
  return typeof text === "string" ? { path: [...path, name], name: text } : undefined;
}

/** The texts of a list inside a part. */
export function namesOf({ path, members }: Part, name: string): Named[] {
  const list = members[name];
  if (!Array.isArray(list)) return [];
  return list.flatMap((text, index) =>
    typeof text === "string" ? [{ path: [...path, name, index], name: text }] : [],
  );
}

/** A tree as a part; something without members when it is no record. */
export function asPart(value: unknown, path: ConfigPath): Part | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return { path, members: value as Record<string, unknown> };
}

/** Names that there are. */
export interface Known {
  has(name: string): boolean;
  /** The one most like a name; of very many only the first are looked at. */
  nearest(name: string): string | undefined;
}

/** Makes names that can be looked up. `same` makes one of two spellings. */
export function knownNames(names: readonly string[], same: (name: string) => string = exact): Known {
  const all = new Set(names.map(same));
  return {
    has: (name) => all.has(same(name)),
    nearest: (name) => nearestName(name, names.slice(0, NEAREST_MAX)),
  };
}

const NEAREST_MAX = 1_000;

/** Notes names that are not among those that there are, with the nearest. */
export function checkKnown(named: readonly Named[], known: Known, what: string, note: CheckInput["note"]): void {
  for (const { path, name } of named) {
    if (!known.has(name)) {
      note({ path, message: `there is no ${what} ${shown(name)}`, suggest: () => known.nearest(name) });
    }
  }
}

/** Notes names that stand a second time. `same` makes one of two spellings. */
export function checkUnique(
  named: readonly Named[],
  what: string,
  note: CheckInput["note"],
  same: (name: string) => string = exact,
): void {
  const seen = new Set<string>();
  for (const { path, name } of named) {
    if (seen.has(same(name))) note({ path, message: `${what} ${shown(name)} stands here twice` });
    seen.add(same(name));
  }
}

/** A name as it is. */
function exact(name: string): string {
  return name;
}

/** Trimmed and in one case. */
export function folded(name: string): string {
  return name.trim().toLowerCase();
}
