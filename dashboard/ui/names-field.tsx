import { type ReactNode, useId } from "react";
import { type ComboboxOption, MultiCombobox } from "./combobox.tsx";

export interface NamesFieldProps {
  readonly label: string;
  readonly help: ReactNode;
  readonly values: readonly string[];
  readonly options: readonly ComboboxOption[];
  readonly placeholder: string;
  readonly disabled?: boolean;
  onChange(values: readonly string[]): void;
}

/** Names to choose or to type, with a label and a sentence of help. */
export function NamesField({ label, help, ...box }: NamesFieldProps) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be described by a sentence below it
    <div role="group" aria-label={label} aria-describedby={id} className="grid content-start gap-1">
      <span aria-hidden className="text-sm font-medium">
        {label}
      </span>
      <MultiCombobox label={label} free {...box} />
      <p id={id} className="text-sm text-muted">
        {help}
      </p>
    </div>
  );
}
