import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";

export interface DialogProps {
  readonly open: boolean;
  onClose(): void;
  readonly title: string;
  /** One sentence under the title. */
  readonly description?: ReactNode;
  readonly wide?: boolean;
  /** Ignores Escape and clicks beside it, for what is shown only once. */
  readonly sticky?: boolean;
  readonly children: ReactNode;
}

/** A dialog: in the middle of a wide screen, at the bottom of a phone. Focus is held inside and goes back afterwards. */
export function Dialog({ open, onClose, title, description, wide = false, sticky = false, children }: DialogProps) {
  const hold = (event: Event): void => {
    if (sticky) event.preventDefault();
  };
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-shade" />
        <Radix.Content
          className={cn(
            "fixed z-50 flex max-h-[88dvh] flex-col overflow-hidden border border-line bg-surface shadow-pop animate-appear",
            "inset-x-0 bottom-0 rounded-t-xl md:inset-x-auto md:bottom-auto md:left-1/2 md:top-[12dvh] md:-translate-x-1/2 md:rounded-xl",
            wide ? "md:w-[44rem]" : "md:w-[30rem]",
          )}
          onEscapeKeyDown={hold}
          onInteractOutside={hold}
          {...(description === undefined ? { "aria-describedby": undefined } : {})}
        >
          <header className="flex items-start gap-3 px-5 pt-4 pb-3">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
              {description && (
                <Radix.Description className="mt-0.5 text-sm text-muted">{description}</Radix.Description>
              )}
            </div>
            {!sticky && (
              <Radix.Close asChild>
                <Button variant="quiet" size="icon" aria-label="Close" className="-mr-2 -mt-1">
                  <X aria-hidden />
                </Button>
              </Radix.Close>
            )}
          </header>
          <div className="min-h-0 overflow-y-auto px-5 pb-5">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The row of buttons at a dialog's end: what it is for comes last. */
export function DialogActions({ children }: { readonly children: ReactNode }) {
  return <div className="mt-5 flex justify-end gap-2 max-md:[&>*]:flex-1">{children}</div>;
}
