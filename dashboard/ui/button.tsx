import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

const look = cva(
  "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors select-none disabled:pointer-events-none disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "border-transparent bg-accent text-on-accent hover:bg-accent-hover",
        secondary: "border-line-strong/60 bg-surface hover:bg-hover",
        quiet: "border-transparent bg-transparent text-text hover:bg-hover",
        /** Leads to what cannot be undone; the deed itself is `danger`. */
        warning: "border-line-strong/60 bg-surface text-bad hover:bg-bad-soft",
        danger: "border-transparent bg-bad text-on-bad hover:opacity-90",
      },
      size: {
        sm: "h-8 px-2.5 text-sm max-md:min-h-9",
        md: "h-9 px-3 text-base max-md:min-h-10",
        icon: "size-8 max-md:size-10",
      },
    },
    defaultVariants: { variant: "secondary", size: "sm" },
  },
);

export interface ButtonProps extends ComponentProps<"button">, VariantProps<typeof look> {
  /** The child is the element, such as a link. */
  readonly asChild?: boolean;
  /** Shows that something runs, and takes no clicks meanwhile. */
  readonly pending?: boolean;
}

/** A button, or with `asChild` a link that looks like one. Buttons of icons alone need `aria-label`. */
export function Button({ variant, size, asChild = false, pending = false, className, children, ...rest }: ButtonProps) {
  const classes = cn(look({ variant, size }), className);
  if (asChild)
    return (
      <Slot.Root className={classes} {...rest}>
        {children}
      </Slot.Root>
    );
  return (
    <button type="button" className={classes} aria-busy={pending} {...rest} disabled={pending || rest.disabled}>
      {pending && <LoaderCircle className="animate-spin" aria-hidden />}
      {children}
    </button>
  );
}
