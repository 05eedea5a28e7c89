import type { Circuit } from "../../../src/client/api.ts";
import { Badge } from "../../ui/badge.tsx";

const LOOKS = {
  closed: ["healthy", "good", "Requests go as usual."],
  "half-open": ["on trial", "warn", "One request tries whether it is well again."],
  open: ["circuit open", "bad", "It failed too often: others are asked first until it is tried again."],
} as const;

const FAILING = [
  "failing",
  "warn",
  "Many attempts failed lately. It is asked as usual until its circuit opens.",
] as const;

export interface StateBadgeProps {
  readonly state: Circuit["state"];
  /** Many attempts fail, though the circuit may be closed. */
  readonly isFailing?: boolean;
}

/** A circuit's state in a word that says what it means. */
export function StateBadge({ state, isFailing = false }: StateBadgeProps) {
  const [word, tone, title] = state === "closed" && isFailing ? FAILING : LOOKS[state];
  return (
    <Badge tone={tone} title={`${title} (circuit ${state})`}>
      {word}
    </Badge>
  );
}
