import { BoundedMap } from "../../bounded-map.ts";
import type { CatalogIndex } from "../../catalog/lookup.ts";
import type { CallerKey } from "../caller.ts";
import type { RouteTable } from "../routes/route-table.ts";
import type { Credential } from "../routing/target.ts";
import type { Connections } from "./connections.ts";
import { type ConnectedProvider, type LocalWires, View } from "./view.ts";

type Mode = CallerKey["projectMode"];

const MAX_VIEWS = 20_000;

/** What a snapshot is made of. */
export interface SnapshotParts {
  readonly version: string;
  readonly catalog: CatalogIndex;
  /** Providers with the platform's keys. */
  readonly platform: ReadonlyMap<string, ConnectedProvider>;
  /** Answers in the providers' place. */
  readonly local: LocalWires;
  readonly connections: Connections;
  readonly routes: RouteTable;
}

/** Views that were made so far. */
interface Views {
  /** Callers without keys of their own share one view a mode. */
  readonly shared: Readonly<Record<Mode, View>>;
  readonly own: BoundedMap<string, View>;
}

/** Everything the data plane answers from, immutable and swapped as a whole; requests keep the one they began with. */
export class Snapshot {
  readonly #parts: SnapshotParts;
  readonly #views: Views;

  /** `views` are those of another snapshot that differs in its routes alone. */
  constructor(parts: SnapshotParts, views?: Views) {
    this.#parts = parts;
    this.#views = views ?? { shared: this.#sharedViews(), own: new BoundedMap(MAX_VIEWS) };
  }

  get version(): string {
    return this.#parts.version;
  }

  get catalog(): CatalogIndex {
    return this.#parts.catalog;
  }

  /** What configurations serve. */
  get routes(): RouteTable {
    return this.#parts.routes;
  }

  /** What a caller may use. */
  viewOf(caller: Pick<CallerKey, "organizationId" | "projectId" | "projectMode">): View {
    const { organizationId, projectId, projectMode } = caller;
    const { connections } = this.#parts;
    const { shared, own } = this.#views;
    if (projectMode === "credits" || !connections.has(organizationId)) return shared[projectMode];
    const key = `${projectId} ${projectMode}`;
    const known = own.get(key);
    if (known !== undefined) return known;
    const view = this.#viewWith(connections.of(organizationId, projectId), projectMode);
    own.set(key, view);
    return view;
  }

  /** The same with other organizations' keys. */
  withConnections(connections: Connections): Snapshot {
    return new Snapshot({ ...this.#parts, connections });
  }

  /** The same with other routes; what was made for callers so far is kept. */
  withRoutes(routes: RouteTable): Snapshot {
    return new Snapshot({ ...this.#parts, routes }, this.#views);
  }

  /** What everybody may use who is not known: the platform's own. */
  get publicView(): View {
    return this.#views.shared.credits;
  }

  #sharedViews(): Views["shared"] {
    const { catalog, platform, local } = this.#parts;
    const all = new View(catalog, platform, local, false);
    return { credits: all, hybrid: all, "api-keys": this.#viewWith(new Map(), "api-keys") };
  }

  /** Own keys first; the platform's after them in hybrid mode, never in `api-keys`. */
  #viewWith(own: ReadonlyMap<string, ConnectedProvider>, mode: Mode): View {
    const { catalog, platform, local } = this.#parts;
    const providers = new Map<string, ConnectedProvider>();
    for (const [id, { provider, credentials }] of platform) {
      const usable = mode === "api-keys" ? credentials.filter(isFree) : credentials;
      providers.set(id, { provider, credentials: [...(own.get(id)?.credentials ?? []), ...usable] });
    }
    for (const [id, connected] of own) if (!providers.has(id)) providers.set(id, connected);
    return new View(catalog, providers, local, mode === "api-keys");
  }
}

/** Nobody pays for what is answered in the process. */
function isFree(credential: Credential): boolean {
  return credential.paidBy === "none";
}
