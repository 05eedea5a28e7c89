import { fail } from "../../errors/gateway-error.ts";
import type { ApiKeyRow } from "./queries.ts";

type Status = Pick<ApiKeyRow, "status" | "status_reason">;

const ACTIVE: Status = { status: "active", status_reason: null };

/**
 * The status of a key after a change of its other fields. A key that its usage limit disabled is active again once the
 * limit allows more; one that somebody disabled only when somebody says so. Throws `conflict` where `wanted` is active
 * and the limit is spent: it would be disabled again at once.
 */
export function statusAfter(row: ApiKeyRow, wanted: "active" | "inactive" | undefined): Status {
  const isSpent = row.usage_limit_nanos !== null && (row.spent_nanos ?? 0) >= row.usage_limit_nanos;
  if (wanted === "inactive") return { status: "inactive", status_reason: "manual" };
  if (wanted === "active" && isSpent && row.status === "inactive") {
    const message = "This key has spent its usage limit. Raise 'usageLimit' to use it again.";
    throw fail("conflict", { message, param: "status" });
  }
  if (wanted === "active") return ACTIVE;
  return row.status_reason === "usage_limit" && !isSpent ? ACTIVE : row;
}
