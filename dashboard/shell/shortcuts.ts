import { useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { PAGES } from "./pages.ts";

/** The key that goes with others, as it is called on this machine. */
export const COMMAND_KEY = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl";

/** What the help sheet lists beside the pages. */
export const SHORTCUTS: readonly { readonly keys: string; readonly does: string }[] = [
  { keys: `${COMMAND_KEY} K`, does: "Search and do anything" },
  { keys: "/", does: "Search this page" },
  { keys: "c", does: "Create what this page lists" },
  { keys: "j", does: "Next row; Enter opens it" },
  { keys: "k", does: "Row before" },
  { keys: "?", does: "Show this list" },
];

const SEQUENCE_MS = 1_200;
/** Not 0: of a page that is younger than a sequence, that would be just now. */
const NEVER = Number.NEGATIVE_INFINITY;

export interface ShortcutActions {
  openPalette(): void;
  openHelp(): void;
}

/**
 * The keyboard for the whole page. Single letters do nothing while something is typed or a dialog is open. A page marks
 * its search field with `data-shortcut="search"` and its main button with `data-shortcut="create"`.
 */
export function useShortcuts({ openPalette, openHelp }: ShortcutActions): void {
  const navigate = useNavigate();
  const { organizationId } = useParams({ strict: false });
  const goAt = useRef(NEVER);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        openPalette();
        return;
      }
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target) || hasDialog()) return;
      const afterGo = performance.now() - goAt.current < SEQUENCE_MS;
      goAt.current = !afterGo && event.key === "g" ? performance.now() : NEVER;
      const page = afterGo ? PAGES.find((each) => each.key === event.key) : undefined;
      if (page !== undefined && organizationId !== undefined) {
        void navigate({ to: page.to, params: { organizationId } });
        return;
      }
      if (event.key === "?") openHelp();
      else if (event.key === "/" && mark("search", "focus")) event.preventDefault();
      else if (event.key === "c" && mark("create", "click")) event.preventDefault();
      else if ((event.key === "j" || event.key === "k") && focusRow(event.key === "j" ? 1 : -1)) event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [navigate, organizationId, openPalette, openHelp]);
}

function mark(name: string, method: "focus" | "click"): boolean {
  const element = document.querySelector<HTMLElement>(`[data-shortcut="${name}"]`);
  element?.[method]();
  return element !== null;
}

/** Brings the focus to the next row, or the one before; from elsewhere to the first that is in the window. */
function focusRow(step: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>("main a[data-row]")];
  const now = rows.findIndex((row) => row === document.activeElement);
  const next = now === -1 ? rows.find((row) => row.getBoundingClientRect().top >= 0) : rows[now + step];
  next?.focus({ preventScroll: true });
  next?.closest('[role="row"]')?.scrollIntoView({ block: "nearest" });
  return next !== undefined;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

function hasDialog(): boolean {
  return document.querySelector('[role="dialog"],[role="menu"]') !== null;
}
