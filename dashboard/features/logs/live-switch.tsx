import { Button } from "../../ui/button.tsx";
import { cn } from "../../ui/cn.ts";

export interface LiveSwitchProps {
  readonly on: boolean;
  onChange(on: boolean): void;
}

/** Whether new requests come in by themselves. */
export function LiveSwitch({ on, onChange }: LiveSwitchProps) {
  return (
    <Button role="switch" aria-checked={on} onClick={() => onChange(!on)} title={on ? "Stop" : "Go on"}>
      <span aria-hidden className={cn("size-2 rounded-full", on ? "bg-good" : "bg-line-strong")} />
      Live
    </Button>
  );
}
