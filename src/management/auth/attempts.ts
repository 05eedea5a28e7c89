import type { ExpressionBuilder, Kysely, Transaction } from "kysely";
import { addressBlock } from "../../address-block.ts";
import type { Clock } from "../../store/clock.ts";
import { ATTEMPT_MEMORY_MS } from "../../store/purge-expired.ts";
import type { Database } from "../../store/sql/schema.ts";

const LOCK_MS = 60_000;
const LOCK_MS_MAX = 15 * 60_000;

/** How many attempts of a kind there may be before the first lock. */
const COUNT_MAX = {
  /** Passwords and codes of one account. */
  account: 5,
  /** Sign-ins from one address, over all accounts. */
  address: 30,
  /** New accounts from one address. */
  "register-address": 10,
  /** Mails to one account that set its password anew. */
  "reset-account": 3,
  "reset-address": 20,
  /** Invitations of one organization, and to one address, from wherever: mails are not to be a weapon. */
  "invite-organization": 200,
  "invite-email": 5,
} as const;

type AttemptKind = keyof typeof COUNT_MAX;

/** What an attempt counts towards. */
export interface AttemptSubject {
  readonly kind: AttemptKind;
  readonly subject: string;
}

/** Passwords and codes of one account, from wherever they come. */
export function byAccount(email: string, kind: "account" | "reset-account" = "account"): AttemptSubject {
  return { kind, subject: email };
}

/** Invitations that an organization makes, and those that one person gets. */
export function byInvitation(organizationId: string, email: string): readonly AttemptSubject[] {
  return [
    { kind: "invite-email", subject: email },
    { kind: "invite-organization", subject: organizationId },
  ];
}

/** Everything that comes from one address; of IPv6, from one network. */
export function byAddress(
  clientIp: string | null,
  kind: "address" | "register-address" | "reset-address" = "address",
): AttemptSubject {
  return { kind, subject: addressBlock(clientIp) };
}

/** What became of an attempt. */
export type AttemptVerdict =
  | { readonly allowed: false; readonly waitSeconds: number }
  /** `locks`: it was the last one that is let through for now, unless it succeeds. */
  | { readonly allowed: true; readonly locks: boolean };

/**
 * Stops guessing: locks by account and by address, each attempt beyond the limit doubling its time up to a quarter of
 * an hour. Counted in the database, so that all processes lock together.
 */
export interface Attempts {
  /**
   * Counts an attempt towards all the subjects, as failed until {@link succeeded}; many sent at once are therefore not
   * all let through. While one subject is locked, nothing is counted.
   */
  begin(subjects: readonly AttemptSubject[]): Promise<AttemptVerdict>;
  /** Forgets an account's attempts, and takes back the one of an address. Within the caller's transaction. */
  succeeded(db: Kysely<Database>, subjects: readonly AttemptSubject[]): Promise<void>;
}

export function createAttempts(db: Kysely<Database>, clock: Clock): Attempts {
  return {
    begin: (subjects) => db.transaction().execute((transaction) => begin(transaction, subjects, clock.now())),
    async succeeded(within, subjects): Promise<void> {
      for (const { kind, subject } of subjects) {
        const row = { kind, subject };
        if (kind === "account") await within.deleteFrom("auth_attempts").where(matches(row)).execute();
        else {
          await within
            .updateTable("auth_attempts")
            .set((update) => ({ count: update("count", "-", 1), locked_until: null }))
            .where(matches(row))
            .execute();
        }
      }
    },
  };
}

async function begin(
  db: Transaction<Database>,
  subjects: readonly AttemptSubject[],
  nowMs: number,
): Promise<AttemptVerdict> {
  const now = new Date(nowMs);
  const counted: { row: AttemptSubject; count: number; lockMs: number }[] = [];
  let waitMs = 0;
  for (const row of subjects) {
    const before = await lockRow(db, row, now);
    waitMs = Math.max(waitMs, (before.locked_until?.getTime() ?? 0) - nowMs);
    const count = nowMs - before.last_at.getTime() < ATTEMPT_MEMORY_MS ? before.count + 1 : 1;
    counted.push({ row, count, lockMs: lockMsOf(count - COUNT_MAX[row.kind]) });
  }
  if (waitMs > 0) return { allowed: false, waitSeconds: Math.ceil(waitMs / 1_000) };
  for (const { row, count, lockMs } of counted) {
    const lockedUntil = lockMs === 0 ? null : new Date(nowMs + lockMs);
    const values = { count, locked_until: lockedUntil, last_at: now };
    await db.updateTable("auth_attempts").set(values).where(matches(row)).execute();
  }
  return { allowed: true, locks: counted.some(({ lockMs }) => lockMs > 0) };
}

/** The row, made when there is none, and locked until the transaction ends: attempts at once are counted one by one. */
async function lockRow(db: Transaction<Database>, { kind, subject }: AttemptSubject, now: Date) {
  return await db
    .insertInto("auth_attempts")
    .values({ kind, subject, count: 0, locked_until: null, last_at: now })
    .onConflict((conflict) =>
      conflict.columns(["kind", "subject"]).doUpdateSet((row) => ({ subject: row.ref("excluded.subject") })),
    )
    .returning(["count", "locked_until", "last_at"])
    .executeTakeFirstOrThrow();
}

function lockMsOf(excess: number): number {
  return excess < 0 ? 0 : Math.min(LOCK_MS * 2 ** Math.min(excess, 10), LOCK_MS_MAX);
}

function matches({ kind, subject }: AttemptSubject) {
  return (where: ExpressionBuilder<Database, "auth_attempts">) =>
    where.and([where("kind", "=", kind), where("subject", "=", subject)]);
}
