import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { Me, Membership } from "../../src/client/api.ts";
import { apiQuery } from "./query.ts";

export type Role = Membership["role"];

const RANK: Readonly<Record<Role, number>> = { viewer: 0, developer: 1, admin: 2, owner: 3 };

/** Who is signed in. */
export const meQuery = { ...apiQuery("getAuthMe"), staleTime: 60_000 };

/** Who is signed in; only below the signed-in layout, which has waited for it. */
export function useMe(): Me {
  const { data } = useQuery(meQuery);
  if (data === undefined) throw new Error("nobody is signed in here");
  return data;
}

/** The organization that the page is about. */
export function useOrganization(): Membership {
  const { organizationId } = useParams({ strict: false });
  const found = useMe().memberships.find((each) => each.organizationId === organizationId);
  if (found === undefined) throw new Error("the page belongs to no organization");
  return found;
}

/** True when the user's role in this organization includes another. The API decides; this only hides what it refuses. */
export function useMay(least: Role): boolean {
  return RANK[useOrganization().role] >= RANK[least];
}
