import { fail } from "../../errors/gateway-error.ts";
import { passwordResetMail } from "../../mail/texts.ts";
import { credentialOfUser, findCredential, setPasswordHash } from "./accounts.ts";
import { byAccount, byAddress } from "./attempts.ts";
import { withProof } from "./confirm-identity.ts";
import { type AuthContext, as, type RequestFacts } from "./context.ts";
import { inBackground, noMail, notify } from "./notify.ts";
import { type UserPrincipal, userActor } from "./principal.ts";
import { hashToken, mintToken } from "./secret-tokens.ts";
import { endSessions } from "./sessions.ts";
import { locked } from "./sign-in.ts";

const RESET_MINUTES = 60;

/** Changes the password of a signed-in user; their other sessions end. */
export async function changePassword(
  context: AuthContext,
  { user, sessionId }: UserPrincipal,
  given: { readonly currentPassword: string; readonly newPassword: string },
  facts: RequestFacts,
): Promise<void> {
  const hash = await context.passwords.hash(given.newPassword);
  await withProof(context, user, { password: given.currentPassword, facts }, async (tx, { organizationId }) => {
    await setPasswordHash(tx, user.id, hash, new Date(context.clock.now()));
    await tx.deleteFrom("password_resets").where("user_id", "=", user.id).execute();
    const endedSessions = await endSessions(tx, user.id, { but: sessionId });
    await context.audit.record(
      {
        ...as(userActor(user), facts),
        organizationId,
        action: "auth.password.change",
        outcome: "success",
        target: { kind: "user", id: user.id, label: user.email },
        after: { endedSessions },
      },
      tx,
    );
  });
  notify(context, user.email, "Its password was changed");
}

/**
 * Sends the mail with which somebody sets a new password, when the email has an account. Throws for every email alike:
 * `mail_not_configured`, and `rate_limit_exceeded` by address. What else happens happens after the answer, so that
 * neither the answer nor its time tells which accounts exist.
 */
export async function requestPasswordReset(context: AuthContext, email: string, facts: RequestFacts): Promise<void> {
  const { mailer } = context.config;
  if (mailer === null) throw noMail("Ask its operator to run: llm-gateway users reset-password <email>");
  const verdict = await context.attempts.begin([byAddress(facts.clientIp, "reset-address")]);
  if (!verdict.allowed) throw locked(verdict.waitSeconds);
  inBackground(context, async () => {
    const mayGoOn = await context.attempts.begin([byAccount(email, "reset-account")]);
    if (!mayGoOn.allowed) return;
    const credential = await findCredential(context.db, email);
    if (credential === null) return;
    const { url } = await makeResetLink(context, credential.user.id);
    await context.audit.record({
      ...as({ kind: "anonymous", id: null, label: email }, facts),
      organizationId: credential.organizationId,
      action: "auth.password.reset_request",
      outcome: "success",
      target: { kind: "user", id: credential.user.id, label: email },
    });
    await mailer.send(passwordResetMail({ to: email, url, minutes: RESET_MINUTES }));
  });
}

/**
 * Sets a new password by a link's token, which counts once and for an hour. Every session of the user ends; the second
 * factor stays.
 */
export async function confirmPasswordReset(
  context: AuthContext,
  given: { readonly token: string; readonly newPassword: string },
  facts: RequestFacts,
): Promise<void> {
  const verdict = await context.attempts.begin([byAddress(facts.clientIp, "reset-address")]);
  if (!verdict.allowed) throw locked(verdict.waitSeconds);
  const hash = await context.passwords.hash(given.newPassword);
  const now = new Date(context.clock.now());
  const email = await context.db.transaction().execute(async (tx) => {
    const taken = await tx
      .deleteFrom("password_resets")
      .where("token_hash", "=", hashToken(given.token))
      .where("expires_at", ">", now)
      .returning("user_id")
      .executeTakeFirst();
    const credential = taken === undefined ? null : await credentialOfUser(tx, taken.user_id);
    if (credential === null) {
      throw fail("not_found", { message: "This link was used, has expired or never was. Ask for a new one." });
    }
    const { user, organizationId } = credential;
    await context.attempts.succeeded(tx, [byAccount(user.email), byAddress(facts.clientIp, "reset-address")]);
    await setPasswordHash(tx, user.id, hash, now);
    await tx.updateTable("users").set({ email_verified: true, updated_at: now }).where("id", "=", user.id).execute();
    await tx.deleteFrom("password_resets").where("user_id", "=", user.id).execute();
    const endedSessions = await endSessions(tx, user.id);
    await context.audit.record(
      {
        ...as(userActor(user), facts),
        organizationId,
        action: "auth.password.reset",
        outcome: "success",
        target: { kind: "user", id: user.id, label: user.email },
        after: { endedSessions },
      },
      tx,
    );
    return user.email;
  });
  notify(context, email, "Its password was set anew by a link that was sent to this address");
}

/** A link that sets a user's password once, for an hour; links made before for the user stay good. */
export async function makeResetLink(
  { db, clock, config }: Pick<AuthContext, "db" | "clock"> & { readonly config: { readonly publicUrl: string } },
  userId: string,
): Promise<{ readonly url: string; readonly expiresAt: Date }> {
  const { token, hash } = mintToken("passwordReset");
  const nowMs = clock.now();
  const expiresAt = new Date(nowMs + RESET_MINUTES * 60_000);
  await db
    .insertInto("password_resets")
    .values({ token_hash: hash, user_id: userId, expires_at: expiresAt, created_at: new Date(nowMs) })
    .execute();
  // After the `#`: browsers send that part to nobody, so it stands in no log of a proxy.
  return { url: `${config.publicUrl}/dashboard/reset-password#token=${token}`, expiresAt };
}
