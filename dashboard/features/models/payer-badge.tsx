import { Badge } from "../../ui/badge.tsx";
import type { Offering } from "./use-models.ts";

const PAYERS = {
  "own-key": ["good", "own key", "Called with a key of your organization"],
  credits: ["accent", "credits", "Called with the platform’s key, paid from credits"],
  none: ["neutral", "built in", "Answered inside the gateway; nobody pays"],
} as const;

/** Whose key an offering is called with; that it is not connected. */
export function PayerBadge({ paidBy }: Pick<Offering, "paidBy">) {
  if (paidBy === null) return <span className="text-muted">not connected</span>;
  const [tone, word, title] = PAYERS[paidBy];
  return (
    <Badge tone={tone} title={title}>
      {word}
    </Badge>
  );
}
