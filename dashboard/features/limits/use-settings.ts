import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { OrganizationSettingsAnswer } from "../../../src/client/api.ts";
import { useMay } from "../../api/identity.ts";
import { apiQuery } from "../../api/query.ts";
import { TIME_ZONE } from "../../shell/ranges.ts";

/** The organization's settings, which administrators may read; nothing is asked for others. */
export function useSettings(organizationId: string): UseQueryResult<OrganizationSettingsAnswer> {
  const may = useMay("admin");
  return useQuery({ ...apiQuery("getOrganizationsByIdSettings", { path: { id: organizationId } }), enabled: may });
}

/** The zone in which the organization's days begin; the reader's own where it may not be known. */
export function useTimeZone(organizationId: string): string {
  return useSettings(organizationId).data?.settings.timeZone ?? TIME_ZONE;
}
