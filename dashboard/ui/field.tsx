import { type ComponentProps, createContext, type ReactNode, use, useId } from "react";
import { cn } from "./cn.ts";

const box =
  "rounded-md border border-line-strong/70 bg-surface px-2.5 text-text placeholder:text-muted/80 hover:border-line-strong disabled:opacity-60 aria-invalid:border-bad max-md:text-[16px]";

interface Described {
  readonly id: string;
  readonly describedBy: string | undefined;
  readonly isInvalid: boolean;
}

const FieldContext = createContext<Described | null>(null);

export interface FieldProps {
  readonly label: string;
  /** One sentence under the control. */
  readonly help?: ReactNode;
  /** What is wrong with what was typed. */
  readonly error?: string | undefined;
  readonly optional?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A label, one control, and what there is to say about it. The control takes its id from here. */
export function Field({ label, help, error, optional = false, className, children }: FieldProps) {
  const id = useId();
  const note = error ?? help;
  const described = { id, describedBy: note ? `${id}-note` : undefined, isInvalid: error !== undefined };
  return (
    <div className={cn("grid content-start gap-1", className)}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
        {optional && <span className="ml-1.5 font-normal text-muted">optional</span>}
      </label>
      <FieldContext value={described}>{children}</FieldContext>
      {note && (
        <p id={`${id}-note`} className={cn("text-sm", error ? "text-bad" : "text-muted")} role={error && "alert"}>
          {note}
        </p>
      )}
    </div>
  );
}

function useDescribed() {
  const field = use(FieldContext);
  if (field === null) return {};
  return { id: field.id, "aria-describedby": field.describedBy, "aria-invalid": field.isInvalid || undefined };
}

/** `fit`: as wide as what is in it and as high as a button, for controls beside one another; else as wide as the place. */
interface Fit {
  readonly fit?: boolean;
}

function sizeOf(fit: boolean): string {
  return fit ? "h-8 text-sm max-md:h-10" : "h-9 w-full text-base max-md:h-11";
}

/** One line of text. Outside of a `Field` it needs `aria-label`. */
export function Input({ className, fit = false, ...rest }: ComponentProps<"input"> & Fit) {
  return <input className={cn(box, sizeOf(fit), className)} {...useDescribed()} {...rest} />;
}

/** Several lines of text. */
export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea rows={4} className={cn(box, "w-full py-2 font-mono text-sm", className)} {...useDescribed()} {...rest} />
  );
}

/** One of a few values: the platform's own control, which phones and screen readers know best. */
export function Select({ className, fit = false, ...rest }: ComponentProps<"select"> & Fit) {
  return <select className={cn(box, sizeOf(fit), className)} {...useDescribed()} {...rest} />;
}

/** On or off, with its label beside it. */
export function Checkbox({ label, help, ...rest }: ComponentProps<"input"> & { label: string; help?: string }) {
  return (
    <label className="flex items-start gap-2.5">
      <input type="checkbox" className="mt-0.5 size-4 shrink-0 accent-accent" {...rest} />
      <span className="grid">
        <span className="text-sm font-medium">{label}</span>
        {help && <span className="text-sm text-muted">{help}</span>}
      </span>
    </label>
  );
}
