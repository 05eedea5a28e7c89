import { BoundedMap } from "../../bounded-map.ts";
import type { Endpoint } from "../endpoint.ts";
import type { View } from "../snapshot/view.ts";
import { type Entry, entryOf } from "./entry.ts";
import { getOrMake } from "./get-or-make.ts";
import { canCall, resolveModel } from "./resolve.ts";

/** Names come from callers, so what is kept of them is bounded. */
const MAX_NAMES = 2_000;
const MAX_KEPT_NAME = 200;

type Asked = Pick<Endpoint, "operation" | "dialect">;

/** What a model string and `auto` mean in one view; made when first asked for. */
export class Entries {
  readonly #view: View;
  readonly #named = new BoundedMap<string, readonly Entry[]>(MAX_NAMES);
  readonly #auto = new Map<string, readonly Entry[]>();

  constructor(view: View) {
    this.#view = view;
  }

  /** See {@link resolveModel} for what it throws. */
  named(name: string, asked: Asked): readonly Entry[] {
    const key = `${asked.operation} ${asked.dialect.id} ${name}`;
    const known = this.#named.get(key);
    if (known !== undefined) return known;
    const made = resolveModel(name, this.#view, asked).map(entryOf);
    if (name.length <= MAX_KEPT_NAME) this.#named.set(key, made);
    return made;
  }

  /** Everybody who can be called for `auto`. The built-in provider only where nobody else can, for a newcomer's call. */
  auto(asked: Asked): readonly Entry[] {
    const key = `${asked.operation} ${asked.dialect.id}`;
    let known = this.#auto.get(key);
    if (known === undefined) {
      known = this.#makeAuto(asked);
      this.#auto.set(key, known);
    }
    return known;
  }

  #makeAuto(asked: Asked): readonly Entry[] {
    const { catalog, providers, ownKeysOnly } = this.#view;
    const all = catalog.list
      .filter(({ model }) => model.operation === asked.operation && model.deprecatedOn === undefined)
      .flatMap((hit) => {
        const connected = providers.get(hit.offering.provider);
        return connected && canCall(connected, asked, this.#view)
          ? [entryOf({ connected, nativeId: hit.nativeId, hit })]
          : [];
      });
    const real = all.filter(({ inProcess }) => !inProcess);
    // A project of own keys without one must hear of it, and not get an echo.
    return real.length > 0 || ownKeysOnly ? real : all;
  }
}

const byView = new WeakMap<View, Entries>();

/** The entries of a view; they live as long as it does. */
export function entriesOf(view: View): Entries {
  return getOrMake(byView, view, () => new Entries(view));
}
