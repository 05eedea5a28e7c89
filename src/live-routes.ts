import { setImmediate as nextTurn } from "node:timers/promises";
import { RouteTable, type ServedProject } from "./gateway/routes/route-table.ts";
import { type CompileDeps, compileProject } from "./projects-config/compile/compile-project.ts";
import { renderConfigError } from "./projects-config/config-error.ts";
import type { ServedConfig } from "./store/configs/load-served.ts";
import type { Log } from "./store/log.ts";

/** Longest time in which a compilation keeps requests waiting, in milliseconds. */
const TURN_MS = 8;
const LOGGED_MAX = 5;

export interface LiveRoutesOptions {
  readonly deps: CompileDeps;
  readonly log: Log;
  /** Monotonic milliseconds. */
  readonly monotonic: () => number;
  /** Takes each new table; called once for each change. */
  readonly onTable: (table: RouteTable) => void;
}

interface Kept {
  readonly source: ServedConfig;
  readonly project: ServedProject | undefined;
}

/**
 * Turns the configurations that are served into the table of routes. Only what has changed is compiled, piece by piece
 * between requests; then the whole table is swapped. A configuration that cannot be compiled harms only its project,
 * whose former routes stay.
 */
export class LiveRoutes {
  readonly #options: LiveRoutesOptions;
  #kept: ReadonlyMap<string, Kept> = new Map();
  #next: readonly ServedConfig[] | undefined;
  #running: Promise<void> | undefined;

  constructor(options: LiveRoutesOptions) {
    this.#options = options;
  }

  /** Takes all configurations as they are now. Resolves when they, or still newer ones, are in use. Never rejects. */
  update(sources: readonly ServedConfig[]): Promise<void> {
    this.#next = sources;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #run(): Promise<void> {
    while (this.#next !== undefined) {
      const sources = this.#next;
      this.#next = undefined;
      const kept = await this.#compileAll(sources);
      this.#kept = kept;
      this.#options.onTable(new RouteTable([...kept.values()].flatMap(({ project }) => project ?? [])));
    }
  }

  async #compileAll(sources: readonly ServedConfig[]): Promise<ReadonlyMap<string, Kept>> {
    const { monotonic } = this.#options;
    const kept = new Map<string, Kept>();
    let turnEndsAt = monotonic() + TURN_MS;
    for (const source of sources) {
      const before = this.#kept.get(source.projectId);
      if (before !== undefined && isSame(before.source, source)) {
        kept.set(source.projectId, before);
        continue;
      }
      kept.set(source.projectId, { source, project: this.#compile(source) ?? before?.project });
      if (monotonic() < turnEndsAt) continue;
      await nextTurn();
      turnEndsAt = monotonic() + TURN_MS;
    }
    return kept;
  }

  #compile(source: ServedConfig): ServedProject | undefined {
    const { deps, log } = this.#options;
    const { id: configId, organizationId, projectId, projectSlug, version, yaml, secrets } = source;
    const from = { organizationId, projectId, projectSlug, configId, version };
    const { project, errors } = compileProject({ from, yaml, secretOf: (name) => secrets.get(name)?.reveal() }, deps);
    if (project === undefined) {
      const shown = errors.slice(0, LOGGED_MAX).map(renderConfigError);
      log.error(
        { config: configId, project: projectId, version, errors: shown, count: errors.length },
        "a configuration cannot be served here; the routes before it stay in use",
      );
    }
    return project;
  }
}

/** Secrets are opened once each, so that the same object is the same secret. */
function isSame(a: ServedConfig, b: ServedConfig): boolean {
  if (a === b) return true;
  return (
    a.id === b.id &&
    a.version === b.version &&
    a.checksum === b.checksum &&
    a.projectSlug === b.projectSlug &&
    a.secrets.size === b.secrets.size &&
    [...a.secrets].every(([name, secret]) => b.secrets.get(name) === secret)
  );
}
