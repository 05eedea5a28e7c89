import type { CallerKey } from "../caller-key.ts";
import type { KeyStatus, ProjectStatus } from "../sql/schema.ts";
import type { KeyChange } from "./change-feed.ts";

const IDS_MAX = 10_000;

/** What was heard of one key, project or organization, and in which generation. */
interface Noted {
  readonly generation: number;
  readonly status: string | null;
  readonly statusGeneration: number;
}

/** What changed of a key since a generation. A status is null where it did not change. */
export interface Concern {
  readonly keyStatus: KeyStatus | null;
  readonly projectStatus: ProjectStatus | null;
}

const OF_UNKNOWN_KIND: Concern = { keyStatus: null, projectStatus: null };

/**
 * Remembers what changed, so that each key learns of it when it is next used: a change costs the same however many keys
 * are cached. Every batch of changes is a generation.
 */
export class ChangeMemory {
  readonly #noted = new Map<string, Noted>();
  /** Of what happened before it, nobody can say any more whom it concerned. */
  #forgotten = 0;
  generation = 0;

  note(changes: readonly KeyChange[]): void {
    if (changes.length === 0) return;
    this.generation += 1;
    const { generation } = this;
    for (const { apiKeyId, projectId, organizationId, status } of changes) {
      const id = apiKeyId ?? projectId ?? organizationId;
      const before = this.#noted.get(id);
      // Anew at the end: what was heard of longest ago is forgotten first.
      this.#noted.delete(id);
      this.#noted.set(id, {
        generation,
        status: status ?? before?.status ?? null,
        statusGeneration: status === null ? (before?.statusGeneration ?? 0) : generation,
      });
    }
    for (const [id, noted] of this.#noted) {
      if (this.#noted.size <= IDS_MAX) break;
      this.#noted.delete(id);
      this.#forgotten = noted.generation;
    }
  }

  /** From now on every key counts as changed that was read before. */
  forgetAll(): void {
    this.generation += 1;
    this.#noted.clear();
    this.#forgotten = this.generation;
  }

  /** What concerns a key since a generation; null when nothing does. */
  since({ keyId, projectId, organizationId }: CallerKey, generation: number): Concern | null {
    const ofKey = this.#after(keyId, generation);
    const ofProject = this.#after(projectId, generation);
    if (ofKey === null && ofProject === null && this.#after(organizationId, generation) === null) {
      return generation < this.#forgotten ? OF_UNKNOWN_KIND : null;
    }
    return {
      keyStatus: statusSince(ofKey, generation) as KeyStatus | null,
      projectStatus: statusSince(ofProject, generation) as ProjectStatus | null,
    };
  }

  #after(id: string, generation: number): Noted | null {
    const noted = this.#noted.get(id);
    return noted !== undefined && noted.generation > generation ? noted : null;
  }
}

function statusSince(noted: Noted | null, generation: number): string | null {
  return noted !== null && noted.statusGeneration > generation ? noted.status : null;
}
