import type { ApiKey } from "../../../src/client/api.ts";

/** What a key is called where it must have a name. */
export function keyName({ description, last4 }: Pick<ApiKey, "description" | "last4">): string {
  return description || `Key …${last4}`;
}
