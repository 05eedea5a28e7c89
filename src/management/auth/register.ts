import { fail } from "../../errors/gateway-error.ts";
import { joinAsNewUser } from "../invitations/join.ts";
import { insertOrganization } from "../organizations/create.ts";
import { createUser } from "./accounts.ts";
import { byAddress } from "./attempts.ts";
import { type AuthContext, as, type RequestFacts } from "./context.ts";
import { userActor } from "./principal.ts";
import { startSession } from "./sessions.ts";
import { locked, type SignedIn } from "./sign-in.ts";

export interface Registration {
  /** Lower case. */
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly invitationToken?: string | undefined;
}

/**
 * Makes an account, as the operator's policy allows: with an invitation it joins that organization, without one (policy
 * `open`) it gets an organization of its own. Throws `permission_denied` where the policy forbids it and `conflict` when
 * the email has an account.
 */
export async function register(context: AuthContext, given: Registration, facts: RequestFacts): Promise<SignedIn> {
  requireOpen(context, given.invitationToken !== undefined);
  const verdict = await context.attempts.begin([byAddress(facts.clientIp, "register-address")]);
  if (!verdict.allowed) throw locked(verdict.waitSeconds);
  const { email, name, password, invitationToken } = given;
  if (invitationToken !== undefined) {
    return await joinAsNewUser(context, { token: invitationToken, email, name, password }, facts);
  }
  const passwordHash = await context.passwords.hash(password);
  const now = new Date(context.clock.now());
  return await context.db.transaction().execute(async (tx) => {
    const user = await createUser(tx, { email, name, passwordHash, emailVerified: false, now });
    const organizationId = await insertOrganization(tx, { name: organizationName(name), ownerId: user.id, now });
    const session = await startSession(tx, { userId: user.id, ssoOrganizationId: null, ...facts, now });
    await context.audit.record(
      {
        ...as(userActor(user), facts),
        organizationId,
        action: "auth.register",
        outcome: "success",
        target: { kind: "user", id: user.id, label: email },
      },
      tx,
    );
    return { ...session, user };
  });
}

/** Throws where the operator lets nobody, or nobody without an invitation, make an account. */
export function requireOpen({ config }: Pick<AuthContext, "config">, invited: boolean): void {
  if (config.registration === "open" || (config.registration === "invite-only" && invited)) return;
  const message =
    config.registration === "closed"
      ? "No new accounts are made here. Ask the operator."
      : "New accounts need an invitation. Ask an administrator of your organization for one.";
  throw fail("permission_denied", { message });
}

const ORGANIZATION_NAME_MAX = 255;

function organizationName(name: string): string {
  return `${name}'s organization`.slice(0, ORGANIZATION_NAME_MAX).toWellFormed();
}
