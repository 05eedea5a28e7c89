import { BoundedMap } from "../../bounded-map.ts";
import type { CatalogIndex } from "../../catalog/lookup.ts";
import type { CallerKey } from "../caller.ts";
import type { Credential } from "../routing/target.ts";
import { type Connections, NO_CONNECTIONS } from "./connections.ts";
import { type ConnectedProvider, type LocalWires, View } from "./view.ts";

type Mode = CallerKey["projectMode"];

const MAX_VIEWS = 20_000;

/** Everything the data plane answers from, immutable and swapped as a whole; requests keep the one they began with. */
export class Snapshot {
  readonly version: string;
  readonly catalog: CatalogIndex;
  /** Answers in the providers' place. */
  readonly local: LocalWires;
  /** Providers with the platform's keys. */
  readonly #platform: ReadonlyMap<string, ConnectedProvider>;
  readonly #connections: Connections;
  /** Callers without keys of their own share one view a mode. */
  readonly #shared: Readonly<Record<Mode, View>>;
  readonly #own = new BoundedMap<string, View>(MAX_VIEWS);

  constructor(
    version: string,
    catalog: CatalogIndex,
    platform: ReadonlyMap<string, ConnectedProvider>,
    local: LocalWires,
    connections: Connections = NO_CONNECTIONS,
  ) {
    this.version = version;
    this.catalog = catalog;
    this.local = local;
    this.#platform = platform;
    this.#connections = connections;
    const all = new View(catalog, platform, local, false);
    this.#shared = { credits: all, hybrid: all, "api-keys": this.#viewWith(new Map(), "api-keys") };
  }

  /** What a caller may use. */
  viewOf(caller: Pick<CallerKey, "organizationId" | "projectId" | "projectMode">): View {
    const { organizationId, projectId, projectMode } = caller;
    if (projectMode === "credits" || !this.#connections.has(organizationId)) return this.#shared[projectMode];
    const key = `${projectId} ${projectMode}`;
    const known = this.#own.get(key);
    if (known !== undefined) return known;
    const view = this.#viewWith(this.#connections.of(organizationId, projectId), projectMode);
    this.#own.set(key, view);
    return view;
  }

  /** The same with other organizations' keys. */
  withConnections(connections: Connections): Snapshot {
    return new Snapshot(this.version, this.catalog, this.#platform, this.local, connections);
  }

  /** What everybody may use who is not known: the platform's own. */
  get publicView(): View {
    return this.#shared.credits;
  }

  /** Own keys first; the platform's after them in hybrid mode, never in `api-keys`. */
  #viewWith(own: ReadonlyMap<string, ConnectedProvider>, mode: Mode): View {
    const providers = new Map<string, ConnectedProvider>();
    for (const [id, { provider, credentials }] of this.#platform) {
      const usable = mode === "api-keys" ? credentials.filter(isFree) : credentials;
      providers.set(id, { provider, credentials: [...(own.get(id)?.credentials ?? []), ...usable] });
    }
    for (const [id, connected] of own) if (!providers.has(id)) providers.set(id, connected);
    return new View(this.catalog, providers, this.local, mode === "api-keys");
  }
}

/** Nobody pays for what is answered in the process. */
function isFree(credential: Credential): boolean {
  return credential.paidBy === "none";
}
