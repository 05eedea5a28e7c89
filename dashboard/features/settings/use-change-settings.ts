import type { Input } from "../../api/call.ts";
import { useOrganization } from "../../api/identity.ts";
import { useApiMutation } from "../../api/query.ts";

type Patch = NonNullable<Input<"patchOrganizationsByIdSettings">["body"]>;

/** Changes what is named of the organization's settings; the rest stays. */
export function useChangeSettings() {
  const { organizationId } = useOrganization();
  const change = useApiMutation("patchOrganizationsByIdSettings", {
    // A few of them are told with the organization itself.
    stale: ["getOrganizationsByIdSettings", "getAuthMe"],
  });
  return { ...change, save: (body: Patch) => change.mutateAsync({ path: { id: organizationId }, body }) };
}
