import { useOrganization } from "../../api/identity.ts";
import { useApiMutation } from "../../api/query.ts";

/**
 * Loads the dashboard anew, at an organization that is left: whatever this page remembers belongs to one that its reader
 * is no member of any more.
 */
export function loadAnew(): void {
  location.assign("/dashboard/");
}

/** Leaves the organization that the page is about. */
export function useLeave(): () => Promise<void> {
  const { organizationId } = useOrganization();
  const leave = useApiMutation("postOrganizationsByIdLeave");
  return async () => {
    await leave.mutateAsync({ path: { id: organizationId } });
    loadAnew();
  };
}
