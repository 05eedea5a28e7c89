import { type ComponentProps, useEffect, useState } from "react";
import { Input } from "../../ui/field.tsx";

export interface TypedFilterProps extends Omit<ComponentProps<typeof Input>, "value" | "onChange"> {
  readonly value: string | undefined;
  onChange(value: string | undefined): void;
}

const TYPING_MS = 300;

/** A filter to be typed; it counts when the typing pauses. */
export function TypedFilter({ value = "", onChange, ...rest }: TypedFilterProps) {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    // Changed elsewhere, such as by "remove all filters".
    setKnown(value);
    setTyped(value);
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed starts the wait
  useEffect(() => {
    if (typed.trim() === value) return;
    const timer = setTimeout(() => onChange(typed.trim() || undefined), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return <Input fit value={typed} onChange={(event) => setTyped(event.target.value)} {...rest} />;
}
