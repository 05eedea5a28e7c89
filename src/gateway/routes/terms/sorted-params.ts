import type { JsonObject } from "../../../dialects/dialect.ts";
import { isObject } from "../../../dialects/read.ts";
import type { Operation } from "../../../providers/provider.ts";
import type { ModelTerms } from "../model-terms.ts";
import { canonicalName, GROUPS, staysHere } from "./parameter-names.ts";

/** A parameter that callers' wires have places for. */
export interface KnownParam {
  /** Its name in OpenAI's wire. */
  readonly name: string;
  /** As the configuration spells it. */
  readonly spelling: string;
  readonly value: unknown;
}

/** A model's parameters, told apart. */
export interface SortedParams {
  readonly known: readonly KnownParam[];
  /** The provider's own: they go out as they are. */
  readonly own: JsonObject;
}

const sorted = new WeakMap<ModelTerms, Map<Operation, SortedParams>>();
const NOTHING: SortedParams = { known: [], own: {} };

/** The parameters that a model has in an operation. Sorted once for the same terms. */
export function sortedParams(terms: ModelTerms, operation: Operation): SortedParams {
  // A count of tokens takes no parameters of the answer.
  if (operation === "count-tokens") return NOTHING;
  let byOperation = sorted.get(terms);
  if (byOperation === undefined) {
    byOperation = new Map();
    sorted.set(terms, byOperation);
  }
  let params = byOperation.get(operation);
  if (params === undefined) {
    params = sort(terms.params, operation);
    byOperation.set(operation, params);
  }
  return params;
}

function sort(params: JsonObject, operation: Operation): SortedParams {
  const known = new Map<string, KnownParam>();
  const own = new Map<string, unknown>();
  // What stands in a group says less than what stands beside it.
  const groups = GROUPS.map((name) => params[name]).filter(isObject);
  const entries = [params, ...groups].flatMap((group) => Object.entries(group));
  for (const [spelling, value] of entries) {
    if (value === undefined || value === null || (GROUPS as readonly string[]).includes(spelling)) continue;
    const name = canonicalName(operation, spelling);
    if (name === undefined) {
      if (!staysHere(spelling) && !own.has(spelling)) own.set(spelling, value);
    } else if (!known.has(name)) known.set(name, { name, spelling, value });
  }
  return { known: [...known.values()], own: Object.fromEntries(own) };
}
