import { findCredential } from "./accounts.ts";
import type { AuthContext } from "./context.ts";
import { makeResetLink } from "./password.ts";
import { removeTotp } from "./second-factor.ts";

export interface OperatorReset {
  readonly email: string;
  /** Also turn the second factor off, for who has lost it with all backup codes. */
  readonly withoutSecondFactor: boolean;
}

/** What the operator hands to the user. */
export interface ResetLink {
  readonly url: string;
  readonly expiresAt: Date;
}

/**
 * `llm-gateway users reset-password <email> [--without-second-factor]`: a link with which the user sets a new password,
 * once and within an hour; null when the email has no account. For operators at the machine, who need no mail and no
 * session.
 */
export async function resetByOperator(
  context: Pick<AuthContext, "db" | "clock" | "audit"> & { readonly config: { readonly publicUrl: string } },
  { email, withoutSecondFactor }: OperatorReset,
): Promise<ResetLink | null> {
  return await context.db.transaction().execute(async (tx) => {
    const credential = await findCredential(tx, email.trim().toLowerCase());
    if (credential === null) return null;
    const { user, organizationId } = credential;
    const removed = withoutSecondFactor && (await removeTotp(tx, user.id));
    const link = await makeResetLink({ ...context, db: tx }, user.id);
    await context.audit.record(
      {
        organizationId,
        actor: { kind: "system", id: null, label: "operator" },
        action: "auth.password.reset_request",
        outcome: "success",
        target: { kind: "user", id: user.id, label: user.email },
        after: { secondFactorRemoved: removed },
        clientIp: null,
        userAgent: null,
        requestId: null,
      },
      tx,
    );
    return link;
  });
}
