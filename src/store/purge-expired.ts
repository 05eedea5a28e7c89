import type { Kysely } from "kysely";
import type { Database } from "./sql/schema.ts";

/** Sign-in attempts are forgotten when the last one is older. */
export const ATTEMPT_MEMORY_MS = 60 * 60_000;

const DAY_MS = 86_400_000;
/** Invitations and tokens that have ended are shown, or told apart from unknown ones, for so long. */
const ENDED_KEPT_DAYS = 90;

/** How many rows of each kind were removed. */
export interface Purged {
  readonly sessions: number;
  readonly passwordResets: number;
  readonly attempts: number;
  readonly invitations: number;
  readonly tokens: number;
}

/** Removes what has expired and nobody asks for again. Meant to run every hour; several at once do no harm. */
export async function purgeExpired(db: Kysely<Database>, now: Date): Promise<Purged> {
  const ended = new Date(now.getTime() - ENDED_KEPT_DAYS * DAY_MS);
  const sessions = await db.deleteFrom("sessions").where("expires_at", "<=", now).executeTakeFirst();
  const passwordResets = await db.deleteFrom("password_resets").where("expires_at", "<=", now).executeTakeFirst();
  const attempts = await db
    .deleteFrom("auth_attempts")
    .where("last_at", "<=", new Date(now.getTime() - ATTEMPT_MEMORY_MS))
    .where((where) => where.or([where("locked_until", "is", null), where("locked_until", "<=", now)]))
    .executeTakeFirst();
  const invitations = await db
    .deleteFrom("invitations")
    .where("expires_at", "<=", ended)
    .where("updated_at", "<=", ended)
    .executeTakeFirst();
  const tokens = await db
    .deleteFrom("organization_tokens")
    .where((where) => where.or([where("revoked_at", "<=", ended), where("expires_at", "<=", ended)]))
    .executeTakeFirst();
  return {
    sessions: Number(sessions.numDeletedRows),
    passwordResets: Number(passwordResets.numDeletedRows),
    attempts: Number(attempts.numDeletedRows),
    invitations: Number(invitations.numDeletedRows),
    tokens: Number(tokens.numDeletedRows),
  };
}
