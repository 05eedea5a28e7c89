import { EllipsisVertical } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";

export interface MenuProps {
  readonly trigger: ReactNode;
  readonly align?: "start" | "end";
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** A menu below its trigger, which must be a button. */
export function Menu({ trigger, align = "end", wide = false, children }: MenuProps) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className={cn(
            "z-50 max-h-[70dvh] overflow-y-auto rounded-lg border border-line bg-surface p-1 shadow-pop animate-appear",
            wide ? "w-64" : "min-w-44",
          )}
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** The menu of one row; `name` is the row's, for its label. */
export function RowMenu({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  const trigger = (
    <Button variant="quiet" size="icon" aria-label={`Actions for ${name}`}>
      <EllipsisVertical aria-hidden />
    </Button>
  );
  return <Menu trigger={trigger}>{children}</Menu>;
}

export interface MenuItemProps {
  onSelect?(): void;
  readonly danger?: boolean;
  readonly asChild?: boolean;
  readonly disabled?: boolean;
  readonly children: ReactNode;
}

export function MenuItem({ onSelect, danger = false, asChild = false, disabled = false, children }: MenuItemProps) {
  return (
    <DropdownMenu.Item
      asChild={asChild}
      disabled={disabled}
      {...(onSelect === undefined ? {} : { onSelect })}
      className={cn(
        "flex min-h-8 items-center gap-2 rounded px-2 text-sm outline-none select-none data-disabled:opacity-50 data-highlighted:bg-hover max-md:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0",
        danger && "text-bad",
      )}
    >
      {children}
    </DropdownMenu.Item>
  );
}

export function MenuLabel({ children }: { readonly children: ReactNode }) {
  return <DropdownMenu.Label className="px-2 pt-1.5 pb-1 text-xs text-muted">{children}</DropdownMenu.Label>;
}

export function MenuLine() {
  return <DropdownMenu.Separator className="my-1 h-px bg-line" />;
}
