import type { Log } from "../log.ts";
import type { KeyChange } from "./change-feed.ts";

/** A key, a project or an organization has another status: what is not `active` must end what it is still doing. */
export interface StatusChange {
  readonly of: "key" | "project" | "organization";
  readonly id: string;
  readonly organizationId: string;
  readonly status: "active" | "inactive" | "archived" | "deleted";
}

export type StatusListener = (change: StatusChange) => void;

/** Tells whoever wants to know. A listener that throws is logged and does not keep the others from hearing. */
export class StatusEvents {
  readonly #log: Log;
  readonly #listeners = new Set<StatusListener>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** Returns how to stop it. */
  add(listener: StatusListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  emit(changes: readonly KeyChange[]): void {
    for (const change of changes) {
      const status = toStatusChange(change);
      if (status === null) continue;
      for (const listener of this.#listeners) {
        try {
          listener(status);
        } catch (error) {
          this.#log.error({ error: String(error) }, "a change of status could not be acted on");
        }
      }
    }
  }
}

function toStatusChange({ kind, organizationId, projectId, apiKeyId, status }: KeyChange): StatusChange | null {
  const id = kind === "key" ? apiKeyId : kind === "project" ? projectId : organizationId;
  if (kind === "settings" || status === null || id === null) return null;
  return { of: kind, id, organizationId, status: status as StatusChange["status"] };
}
