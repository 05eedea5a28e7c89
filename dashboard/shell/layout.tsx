import { Outlet, useLocation } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { Toasts } from "../ui/toast.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import { HelpSheet } from "./help-sheet.tsx";
import { Logo } from "./logo.tsx";
import { Navigation } from "./navigation.tsx";
import { PhoneBar } from "./phone-bar.tsx";
import { ScopeSwitcher } from "./scope-switcher.tsx";
import { COMMAND_KEY, useShortcuts } from "./shortcuts.ts";
import { UserMenu } from "./user-menu.tsx";

const CommandPalette = lazy(async () => ({ default: (await import("./command-palette.tsx")).CommandPalette }));

/** What surrounds every page of an organization. */
export function Layout() {
  const [opened, setOpened] = useState<"palette" | "help" | null>(null);
  const openPalette = useCallback(() => setOpened("palette"), []);
  const openHelp = useCallback(() => setOpened("help"), []);
  const close = useCallback(() => setOpened(null), []);
  useShortcuts({ openPalette, openHelp });
  const content = useFocusOnNewPage();
  return (
    <div className="min-h-dvh md:grid md:grid-cols-[15rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-md bg-accent px-3 py-1.5 text-on-accent focus:translate-y-0"
      >
        Skip to content
      </a>
      <aside className="sticky top-0 hidden h-dvh flex-col gap-4 border-r border-line bg-sunken p-3 md:flex">
        <div className="px-1 pt-1">
          <Logo />
        </div>
        <ScopeSwitcher />
        <button
          type="button"
          onClick={openPalette}
          className="flex h-8 shrink-0 items-center gap-2 rounded-md border border-line bg-surface px-2.5 text-sm text-muted hover:bg-hover"
        >
          <Search className="size-4" aria-hidden />
          <span className="flex-1 text-left">Search</span>
          <kbd className="font-mono text-xs">{COMMAND_KEY} K</kbd>
        </button>
        {/* Scrolls alone: the account stays in reach however low the window is. */}
        <div className="-mx-3 min-h-0 flex-1 overflow-y-auto px-3">
          <Navigation />
        </div>
        <UserMenu onHelp={openHelp} />
      </aside>
      <PhoneBar onSearch={openPalette} onHelp={openHelp} />
      <main id="content" ref={content} tabIndex={-1} className="min-w-0 outline-none">
        <ConnectionBanner />
        <Outlet />
      </main>
      {opened === "palette" && (
        <Suspense>
          <CommandPalette onClose={close} />
        </Suspense>
      )}
      <HelpSheet open={opened === "help"} onClose={close} />
      <Toasts />
    </div>
  );
}

/** Brings the focus to a new page, as loading one would: so readers of screens hear of it, and Tab begins at its top. */
function useFocusOnNewPage() {
  const content = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current !== pathname) content.current?.focus({ preventScroll: true });
    before.current = pathname;
  }, [pathname]);
  return content;
}
