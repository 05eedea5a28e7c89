import type { Role } from "../../api/identity.ts";
import type { Tone } from "../../ui/tone.ts";

/** What each role may do, in words. Each may also do what those below it may. */
export const ROLES: Readonly<Record<Role, { readonly label: string; readonly may: string; readonly tone: Tone }>> = {
  owner: {
    label: "Owner",
    may: "Deletes projects and the organization, sets up single sign-on, makes and removes owners, decides how long audit events are kept.",
    tone: "accent",
  },
  admin: {
    label: "Admin",
    may: "Projects, connections, limits, alerts, guardrails and settings; puts configurations into service; pays; invites people, makes tokens, reads the audit log.",
    tone: "neutral",
  },
  developer: {
    label: "Developer",
    may: "Makes and changes API keys, writes and approves configurations, clears the cache, reads what was asked and answered where it is kept.",
    tone: "neutral",
  },
  viewer: {
    label: "Viewer",
    may: "Sees requests, figures, keys without their secrets, projects, connections, members and billing. Changes nothing.",
    tone: "neutral",
  },
};

export const ROLE_WORDS = Object.keys(ROLES) as readonly Role[];

/** The roles that somebody may give: up to their own. */
export function rolesUpTo(own: Role): readonly Role[] {
  return ROLE_WORDS.slice(ROLE_WORDS.indexOf(own));
}
