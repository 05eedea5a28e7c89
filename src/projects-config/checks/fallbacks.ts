import { shown } from "../config-error.ts";
import { type ModelKind, modelKindOf } from "../schema/fallback.ts";
import { MODEL_KINDS } from "./models.ts";
import {
  type CheckInput,
  checkKnown,
  checkUnique,
  knownNames,
  type Named,
  nameAt,
  namesOf,
  type Part,
  partsOf,
} from "./part.ts";

/** Who comes after whom, and where that stands. */
type Chains = Map<string, Named[]>;

/** Targets and fallbacks stand in the route's list of their kind, and no chain comes back to where it began. */
export function checkFallbacks(route: Part, note: CheckInput["note"]): void {
  const known = new Map(
    MODEL_KINDS.map(({ kind, list }) => [kind, knownNames(namesOf(route, list).map(({ name }) => name))] as const),
  );
  const chains = new Map<ModelKind, Chains>();
  for (const entry of partsOf(route, "fallback")) {
    const of = MODEL_KINDS.find(({ kind }) => kind === modelKindOf(entry.members["type"]));
    const models = of && known.get(of.kind);
    if (of === undefined || models === undefined) continue;
    const target = nameAt(entry, "target");
    const next = namesOf(entry, "fallbacks");
    checkKnown([...(target === undefined ? [] : [target]), ...next], models, `${of.what} of this route named`, note);
    checkUnique(next, "the fallback", note);
    if (target !== undefined) add(chains, of.kind, target.name, next);
  }
  for (const one of chains.values()) checkCircles(one, note);
}

function add(chains: Map<ModelKind, Chains>, kind: ModelKind, target: string, next: readonly Named[]): void {
  const own: Chains = chains.get(kind) ?? new Map();
  chains.set(kind, own);
  const list = own.get(target) ?? [];
  own.set(target, list);
  for (const one of next) list.push(one);
}

/** Walks every chain once, in the order of the text, and notes the fallbacks that lead back to one that is on the way. */
function checkCircles(chains: Chains, note: CheckInput["note"]): void {
  const done = new Set<string>();
  for (const start of chains.keys()) {
    const way: { readonly name: string; at: number }[] = done.has(start) ? [] : [{ name: start, at: 0 }];
    const onWay = new Set(way.map(({ name }) => name));
    for (let last = way.at(-1); last !== undefined; last = way.at(-1)) {
      const next = chains.get(last.name)?.[last.at];
      last.at += 1;
      if (next === undefined) {
        way.pop();
        onWay.delete(last.name);
        done.add(last.name);
      } else if (onWay.has(next.name)) note({ path: next.path, message: circle(last.name, next.name) });
      else if (!done.has(next.name)) {
        way.push({ name: next.name, at: 0 });
        onWay.add(next.name);
      }
    }
  }
}

function circle(target: string, next: string): string {
  if (target === next) return `${shown(next)} cannot be its own fallback`;
  return `${shown(next)} falls back to ${shown(target)} itself: the chain would never end`;
}
