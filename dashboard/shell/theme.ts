import { useSyncExternalStore } from "react";
import { keep, readKept } from "../api/kept.ts";

export type Theme = "light" | "dark" | "system";

const listeners = new Set<() => void>();
const system = matchMedia("(prefers-color-scheme: dark)");

function read(): Theme {
  const kept = readKept("theme");
  return kept === "light" || kept === "dark" ? kept : "system";
}

let theme = read();

function apply(): void {
  document.documentElement.dataset["theme"] = theme === "system" ? (system.matches ? "dark" : "light") : theme;
}
system.addEventListener("change", apply);

/** Chooses a theme, for this browser. The first paint's theme is set by `public/theme.js`. */
export function setTheme(next: Theme): void {
  theme = next;
  keep("theme", next === "system" ? null : next);
  apply();
  for (const listener of listeners) listener();
}

/** The theme that is chosen. */
export function useTheme(): Theme {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => theme,
  );
}
