import { ToggleGroup } from "radix-ui";
import type { ReactNode } from "react";

export interface SegmentedProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  onChange(value: Value): void;
  readonly options: readonly { readonly value: Value; readonly label: ReactNode }[];
}

/** One of two to five choices that are all worth seeing at once. */
export function Segmented<Value extends string>({ label, value, onChange, options }: SegmentedProps<Value>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      // Pressing the chosen one again would choose none.
      onValueChange={(next) => next !== "" && onChange(next as Value)}
      className="inline-flex rounded-md border border-line-strong/70 bg-sunken p-0.5"
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className="flex h-7 items-center gap-1.5 rounded px-2.5 text-sm whitespace-nowrap text-muted hover:text-text data-[state=on]:bg-surface data-[state=on]:font-medium data-[state=on]:text-text data-[state=on]:shadow-pop max-md:h-9 [&_svg]:size-4"
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
