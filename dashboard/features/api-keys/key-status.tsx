import type { ApiKey } from "../../../src/client/api.ts";
import { Badge } from "../../ui/badge.tsx";
import { useNow } from "../../ui/values.tsx";

/** Whether a key works, else why it does not. */
export function KeyStatus({ apiKey: { status, statusReason, expiresAt } }: { readonly apiKey: ApiKey }) {
  const now = useNow();
  if (expiresAt !== null && Date.parse(expiresAt) < now) return <Badge tone="warn">expired</Badge>;
  if (status === "active") return <Badge tone="good">active</Badge>;
  return (
    <Badge tone={statusReason === "usage_limit" ? "warn" : "neutral"}>
      {statusReason === "usage_limit" ? "limit reached" : "disabled"}
    </Badge>
  );
}
