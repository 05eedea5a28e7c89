import type { Circuit } from "../../../src/client/api.ts";
import { Badge } from "../../ui/badge.tsx";

const LOOKS = {
  closed: ["healthy", "good", "Requests go as usual."],
  "half-open": ["on trial", "warn", "One request tries whether it is well again."],
  open: ["circuit open", "bad", "It failed too often: others are asked first until it is tried again."],
} as const;

/** A circuit's state in a word that says what it means. */
export function StateBadge({ state }: { readonly state: Circuit["state"] }) {
  const [word, tone, title] = LOOKS[state];
  return (
    <Badge tone={tone} title={`${title} (circuit ${state})`}>
      {word}
    </Badge>
  );
}
