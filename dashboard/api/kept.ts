/** Small choices that outlive the page, by name: never secrets, never anything of the API. */
const PREFIX = "llm-gateway.";

/** What was kept under a name; null when there is nothing, or storage is closed to this page. */
export function readKept(name: "theme" | "organization"): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** Keeps a choice; null forgets it. Without storage it lasts as long as the page. */
export function keep(name: "theme" | "organization", value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
  } catch {
    // Nothing depends on it.
  }
}
