import { type AuthContext, as, type RequestFacts } from "./context.ts";
import { onlyOrganizationOf, type UserPrincipal, userActor } from "./principal.ts";
import { endSessions, type SessionChoice } from "./sessions.ts";

/** Which sessions a user ends, and what the audit log calls it. */
export interface OwnSessions extends SessionChoice {
  readonly action: "auth.logout" | "auth.session.revoke";
}

/** Ends sessions of a user at their own wish and gives their number; recorded when there were any. */
export async function endOwnSessions(
  { db, audit }: AuthContext,
  principal: UserPrincipal,
  { action, ...choice }: OwnSessions,
  facts: RequestFacts,
): Promise<number> {
  const { user } = principal;
  const organizationId = onlyOrganizationOf(principal);
  return await db.transaction().execute(async (tx) => {
    const ended = await endSessions(tx, user.id, choice);
    if (ended === 0) return 0;
    const target = choice.only === undefined ? null : { kind: "session", id: choice.only };
    const event = { ...as(userActor(user), facts), organizationId, action, target };
    await audit.record({ ...event, outcome: "success", after: { ended } }, tx);
    return ended;
  });
}
