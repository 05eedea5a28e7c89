import type { Kysely } from "kysely";
import { createId } from "../../ids.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { SessionUser } from "./principal.ts";
import { hashToken, mintToken } from "./secret-tokens.ts";

/** A session ends when it was not used for so long, */
const IDLE_MS = 7 * 86_400_000;
/** and in any case so long after signing in. */
export const SESSION_SECONDS_MAX = 30 * 86_400;
/** A use is written down when the last one that was is older: not every request is to write. */
const TOUCH_AFTER_MS = 5 * 60_000;
/** Of one user; the oldest end when more are made. */
const SESSIONS_MAX = 100;
const USER_AGENT_LENGTH_MAX = 512;

/** Where a request comes from; kept with the session. */
export interface CallerFacts {
  readonly clientIp: string | null;
  readonly userAgent: string | null;
}

export interface NewSession extends CallerFacts {
  readonly userId: string;
  /** Set when an organization's single sign-on vouched for the user. */
  readonly ssoOrganizationId: string | null;
  readonly now: Date;
}

/** A session that was just made; the only time its token is known. */
export interface StartedSession {
  readonly id: string;
  readonly token: string;
  readonly expiresAt: Date;
}

/** Starts a session with a token of its own; no token of a caller's is ever taken over. */
export async function startSession(db: Kysely<Database>, session: NewSession): Promise<StartedSession> {
  const { token, hash } = mintToken("session");
  const id = createId("sess");
  const expiresAt = new Date(session.now.getTime() + IDLE_MS);
  await db
    .insertInto("sessions")
    .values({
      id,
      user_id: session.userId,
      token_hash: hash,
      expires_at: expiresAt,
      ip_address: session.clientIp,
      user_agent: session.userAgent?.slice(0, USER_AGENT_LENGTH_MAX).toWellFormed().replaceAll("\0", "") ?? null,
      sso_organization_id: session.ssoOrganizationId,
      created_at: session.now,
      last_used_at: session.now,
    })
    .execute();
  await db
    .deleteFrom("sessions")
    .where("id", "in", (query) =>
      query
        .selectFrom("sessions")
        .select("id")
        .where("user_id", "=", session.userId)
        .orderBy("created_at", "desc")
        .orderBy("id", "desc")
        .offset(SESSIONS_MAX),
    )
    .where("id", "<>", id)
    .execute();
  return { id, token, expiresAt };
}

/** A session that is still good, with its user. */
export interface LiveSession {
  readonly id: string;
  readonly user: SessionUser;
  readonly ssoOrganizationId: string | null;
}

/** The session of a token; null when it is nobody's or has ended. Using it keeps it alive. */
export async function findSession(db: Kysely<Database>, token: string, nowMs: number): Promise<LiveSession | null> {
  const now = new Date(nowMs);
  const row = await db
    .selectFrom("sessions")
    .innerJoin("users", "users.id", "sessions.user_id")
    .where("sessions.token_hash", "=", hashToken(token))
    .where("sessions.expires_at", ">", now)
    .select([
      "sessions.id",
      "sessions.created_at",
      "sessions.last_used_at",
      "sessions.sso_organization_id as ssoOrganizationId",
      "users.id as userId",
      "users.email",
      "users.name",
    ])
    .executeTakeFirst();
  if (row === undefined) return null;
  if (nowMs - row.last_used_at.getTime() >= TOUCH_AFTER_MS) {
    const endMs = Math.min(nowMs + IDLE_MS, row.created_at.getTime() + SESSION_SECONDS_MAX * 1_000);
    await db
      .updateTable("sessions")
      .set({ last_used_at: now, expires_at: new Date(endMs) })
      .where("id", "=", row.id)
      .execute();
  }
  const { id, ssoOrganizationId, userId, email, name } = row;
  return { id, ssoOrganizationId, user: { id: userId, email, name } };
}

/** A user's sessions that have not ended, newest first. */
export async function listSessions(db: Kysely<Database>, userId: string, now: Date) {
  return await db
    .selectFrom("sessions")
    .where("user_id", "=", userId)
    .where("expires_at", ">", now)
    .select([
      "id",
      "created_at as createdAt",
      "last_used_at as lastUsedAt",
      "expires_at as expiresAt",
      "ip_address as clientIp",
      "user_agent as userAgent",
      "sso_organization_id as ssoOrganizationId",
    ])
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(SESSIONS_MAX)
    .execute();
}

/** Which of a user's sessions to end; all of them when nothing narrows it. */
export interface SessionChoice {
  readonly only?: string;
  readonly but?: string;
  /** Those that this organization's single sign-on made. */
  readonly ssoOrganizationId?: string;
}

/** Ends sessions of a user and gives their number. */
export async function endSessions(db: Kysely<Database>, userId: string, choice: SessionChoice = {}): Promise<number> {
  let query = db.deleteFrom("sessions").where("user_id", "=", userId);
  if (choice.only !== undefined) query = query.where("id", "=", choice.only);
  if (choice.but !== undefined) query = query.where("id", "<>", choice.but);
  if (choice.ssoOrganizationId !== undefined) {
    query = query.where("sso_organization_id", "=", choice.ssoOrganizationId);
  }
  const { numDeletedRows } = await query.executeTakeFirst();
  return Number(numDeletedRows);
}

/** Ends the session of a token, whoever's it is: what a browser brings to a sign-in is not to outlive it. */
export async function endSessionOfToken(db: Kysely<Database>, token: string): Promise<void> {
  await db.deleteFrom("sessions").where("token_hash", "=", hashToken(token)).execute();
}
