import type { ServedFrom, ServedRoute } from "./served-route.ts";

/** The routes of one served configuration. Immutable. */
export interface ServedProject {
  readonly from: ServedFrom;
  /** By label, `project-slug/route`. */
  readonly routes: ReadonlyMap<string, ServedRoute>;
  /** Each model by itself, by `project-slug/~model_id`: only the gateway's own requests may ask for it. */
  readonly inner: ReadonlyMap<string, ServedRoute>;
}

/** A version that a share of a project's traffic is planned with, and answered by another. */
export interface ShadowProject {
  readonly project: ServedProject;
  /** 1 to 100. */
  readonly percent: number;
}

/** Every route that is served, by project. Immutable: a change makes another one. */
export class RouteTable {
  readonly #projects: ReadonlyMap<string, ServedProject>;
  readonly #shadows: ReadonlyMap<string, ShadowProject>;

  constructor(projects: Iterable<ServedProject> = [], shadows: Iterable<ShadowProject> = []) {
    this.#projects = new Map(Array.from(projects, (project) => [project.from.projectId, project]));
    this.#shadows = new Map(Array.from(shadows, (shadow) => [shadow.project.from.projectId, shadow]));
  }

  /** What is tried in the shadow of what a project serves; undefined: nothing. */
  shadowOf(projectId: string): ShadowProject | undefined {
    return this.#shadows.get(projectId);
  }

  /** What a project serves; undefined: nothing. */
  of(projectId: string): ServedProject | undefined {
    return this.#projects.get(projectId);
  }

  /** The route that a model string of a project's key means; undefined where it means none. */
  find(projectId: string, model: string, inner: boolean): ServedRoute | undefined {
    const project = this.#projects.get(projectId);
    if (project === undefined) return undefined;
    return project.routes.get(model) ?? (inner ? project.inner.get(model) : undefined);
  }
}

export const NO_ROUTES: RouteTable = new RouteTable();
