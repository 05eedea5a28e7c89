import type { ComponentProps } from "react";
import { Input } from "../../ui/field.tsx";

/** An amount of dollars; `step` is a cent unless it is told. */
export function DollarsInput(props: ComponentProps<typeof Input>) {
  return <Input type="number" inputMode="decimal" min="0" step="0.01" {...props} />;
}
