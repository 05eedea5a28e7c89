const PREFIX = "llm-gateway.unsaved.";

/** A text that was written and not saved, in this tab. */
export interface Unsaved {
  readonly yaml: string;
  /** Why the version is made. */
  readonly message: string;
  /** When the saved text that it began with was changed; null for a version that is new. */
  readonly basedOn: string | null;
}

/** What was kept for a version; null for nothing. It lasts as long as the tab, reloading and signing in anew included. */
export function readUnsaved(id: string): Unsaved | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(PREFIX + id) ?? "null");
    return isUnsaved(kept) ? kept : null;
  } catch {
    return null;
  }
}

/** Keeps a text for a version, or forgets it. Where the browser keeps nothing, it is lost with the page. */
export function keepUnsaved(id: string, unsaved: Unsaved | null): void {
  try {
    if (unsaved === null) sessionStorage.removeItem(PREFIX + id);
    else sessionStorage.setItem(PREFIX + id, JSON.stringify(unsaved));
  } catch {
    // Whoever closes the page is warned.
  }
}

/** Forgets all of them: whoever signs in next is somebody else. */
export function forgetAllUnsaved(): void {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}

/** What a new version of a project is kept under. */
export function newVersionOf(projectId: string): string {
  return `new.${projectId}`;
}

function isUnsaved(value: unknown): value is Unsaved {
  return typeof value === "object" && value !== null && "yaml" in value && typeof value.yaml === "string";
}
