import { useRouterState } from "@tanstack/react-router";
import { Menu as MenuIcon, Search, X } from "lucide-react";
import { Dialog } from "radix-ui";
import { useEffect, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Logo } from "./logo.tsx";
import { Navigation } from "./navigation.tsx";
import { ScopeSwitcher } from "./scope-switcher.tsx";
import { UserMenu } from "./user-menu.tsx";

export interface PhoneBarProps {
  onSearch(): void;
  onHelp(): void;
}

/** What the sidebar is on a narrow screen: a bar on top, and all of it behind one button. */
export function PhoneBar({ onSearch, onHelp }: PhoneBarProps) {
  const [open, setOpen] = useState(false);
  const address = useRouterState({ select: (state) => state.location.href });
  // biome-ignore lint/correctness/useExhaustiveDependencies: going somewhere closes it
  useEffect(() => setOpen(false), [address]);
  return (
    <header className="sticky top-0 z-30 flex h-12 items-center gap-1 border-b border-line bg-bg px-2 md:hidden">
      <Dialog.Root open={open} onOpenChange={setOpen}>
        <Dialog.Trigger asChild>
          <Button variant="quiet" size="icon" aria-label="Open navigation">
            <MenuIcon aria-hidden />
          </Button>
        </Dialog.Trigger>
        <Dialog.Portal>
          <Dialog.Overlay className="fixed inset-0 z-40 bg-shade" />
          <Dialog.Content
            aria-describedby={undefined}
            className="fixed inset-y-0 left-0 z-50 flex w-72 max-w-[85vw] flex-col gap-4 overflow-y-auto border-r border-line bg-bg p-3"
          >
            <div className="flex items-center justify-between">
              <Dialog.Title className="sr-only">Navigation</Dialog.Title>
              <Logo />
              <Dialog.Close asChild>
                <Button variant="quiet" size="icon" aria-label="Close navigation">
                  <X aria-hidden />
                </Button>
              </Dialog.Close>
            </div>
            <ScopeSwitcher />
            <div className="flex-1">
              <Navigation />
            </div>
            <UserMenu onHelp={onHelp} />
          </Dialog.Content>
        </Dialog.Portal>
      </Dialog.Root>
      <div className="flex-1">
        <Logo />
      </div>
      <Button variant="quiet" size="icon" aria-label="Search" onClick={onSearch}>
        <Search aria-hidden />
      </Button>
    </header>
  );
}
