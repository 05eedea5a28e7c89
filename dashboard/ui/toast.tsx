import { X } from "lucide-react";
import { Toast as Radix } from "radix-ui";
import { useSyncExternalStore } from "react";
import { messageOf } from "../api/error.ts";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";

interface Shown {
  readonly id: number;
  readonly tone: "plain" | "bad";
  readonly text: string;
  readonly action?: { readonly label: string; run(): void } | undefined;
}

const SHOWN_MS = 6_000;
let shown: readonly Shown[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function set(next: readonly Shown[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

/** Says that something was done, with a way back where there is one. */
export function toast(text: string, action?: Shown["action"]): void {
  lastId += 1;
  set([...shown, { id: lastId, tone: "plain", text, action }]);
}

/** Says that something failed which has no better place to say it, such as a menu's action. */
export function toastError(error: unknown): void {
  lastId += 1;
  set([...shown, { id: lastId, tone: "bad", text: messageOf(error) }]);
}

/** Where toasts appear; once, in the shell. */
export function Toasts() {
  const list = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
  const remove = (id: number): void => set(shown.filter((each) => each.id !== id));
  return (
    <Radix.Provider duration={SHOWN_MS} label="Notification" swipeDirection="right">
      {list.map((each) => (
        <Radix.Root
          key={each.id}
          type={each.tone === "bad" ? "foreground" : "background"}
          onOpenChange={(open) => !open && remove(each.id)}
          className={cn(
            "flex items-center gap-2 rounded-lg border bg-surface py-2 pr-2 pl-4 shadow-pop animate-appear",
            each.tone === "bad" ? "border-bad" : "border-line",
          )}
        >
          <Radix.Description className="min-w-0 flex-1 text-base break-words">{each.text}</Radix.Description>
          {each.action && (
            <Radix.Action asChild altText={each.action.label}>
              <Button onClick={each.action.run}>{each.action.label}</Button>
            </Radix.Action>
          )}
          <Radix.Close asChild>
            <Button variant="quiet" size="icon" aria-label="Dismiss">
              <X aria-hidden />
            </Button>
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport className="fixed right-0 bottom-0 z-[60] flex w-full flex-col gap-2 p-4 outline-none md:w-[26rem]" />
    </Radix.Provider>
  );
}
