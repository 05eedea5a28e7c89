import { setImmediate as nextTurn } from "node:timers/promises";
import { RouteTable, type ServedProject, type ShadowProject } from "./gateway/routes/route-table.ts";
import { type CompileDeps, type CompiledProject, compileProject } from "./projects-config/compile/compile-project.ts";
import { type ConfigError, renderConfigError } from "./projects-config/config-error.ts";
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
  /** Hears of a served configuration of the database that cannot be served here; `reason` is its first error. */
  readonly onRefused?: (source: ServedConfig, reason: string) => void;
}

/** Where configurations come from; a project's file goes before what the database has for it. */
export type Origin = "database" | "files";

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
  readonly #sources = new Map<Origin, readonly ServedConfig[]>();
  #stale = false;
  #running: Promise<void> | undefined;

  constructor(options: LiveRoutesOptions) {
    this.#options = options;
  }

  /** Takes all configurations of an origin. Resolves when they, or still newer ones, are in use. Never rejects. */
  update(origin: Origin, sources: readonly ServedConfig[]): Promise<void> {
    this.#sources.set(origin, sources);
    this.#stale = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Everything that would stand in the way of serving a configuration; nothing is changed. */
  check(source: ServedConfig): readonly ConfigError[] {
    return this.compile(source).errors;
  }

  /** The routes of a configuration that is not to be served, such as a draft. */
  compile({
    id: configId,
    organizationId,
    projectId,
    projectSlug,
    version,
    yaml,
    secrets,
  }: ServedConfig): CompiledProject {
    const from = { organizationId, projectId, projectSlug, configId, version };
    return compileProject({ from, yaml, secretOf: (name) => secrets.get(name)?.reveal() }, this.#options.deps);
  }

  async #run(): Promise<void> {
    while (this.#stale) {
      this.#stale = false;
      const kept = await this.#compileAll(this.#present());
      this.#kept = kept;
      this.#options.onTable(tableOf(kept.values()));
    }
  }

  #present(): Iterable<ServedConfig> {
    const byProject = new Map<string, ServedConfig>();
    for (const origin of ["database", "files"] as const) {
      for (const source of this.#sources.get(origin) ?? []) byProject.set(placeOf(source), source);
    }
    return byProject.values();
  }

  async #compileAll(sources: Iterable<ServedConfig>): Promise<ReadonlyMap<string, Kept>> {
    const { monotonic } = this.#options;
    const kept = new Map<string, Kept>();
    let turnEndsAt = monotonic() + TURN_MS;
    for (const source of sources) {
      const place = placeOf(source);
      const before = this.#kept.get(place);
      if (before !== undefined && isSame(before.source, source)) {
        kept.set(place, { ...before, source });
        continue;
      }
      kept.set(place, { source, project: this.#compiled(source) ?? before?.project });
      if (monotonic() < turnEndsAt) continue;
      await nextTurn();
      turnEndsAt = monotonic() + TURN_MS;
    }
    return kept;
  }

  #compiled(source: ServedConfig): ServedProject | undefined {
    const { project, errors } = this.compile(source);
    if (project !== undefined) return project;
    const { id: config, projectId, version, shadowPercent } = source;
    const { log, onRefused } = this.#options;
    log.error(
      { config, project: projectId, version, errors: errors.slice(0, LOGGED_MAX).map(renderConfigError) },
      `a configuration with ${errors.length} error(s) cannot be served here; the routes before it stay in use`,
    );
    const [first] = errors;
    const isOfDatabase = this.#sources.get("database")?.includes(source) === true;
    if (isOfDatabase && shadowPercent === undefined)
      onRefused?.(source, first === undefined ? "" : renderConfigError(first));
    return undefined;
  }
}

function tableOf(kept: Iterable<Kept>): RouteTable {
  const served: ServedProject[] = [];
  const shadows: ShadowProject[] = [];
  for (const { source, project } of kept) {
    if (project === undefined) continue;
    if (source.shadowPercent === undefined) served.push(project);
    else shadows.push({ project, percent: source.shadowPercent });
  }
  return new RouteTable(served, shadows);
}

/** Of a project one version is served, and one may be in its shadow. */
function placeOf({ projectId, shadowPercent }: ServedConfig): string {
  return shadowPercent === undefined ? projectId : `${projectId} shadow`;
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
